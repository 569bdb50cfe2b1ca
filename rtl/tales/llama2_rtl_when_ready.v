// llama2_rtl_when_ready: generated from the block when_ready(). Change the block, not this file.
`timescale 1ns/1ps

// `go` pulses in the first cycle with `ready` from `start` on, at best in that of `start`. A `start` before
// the `go` of another is lost, as is one that waits at a reset.
module llama2_rtl_when_ready (
    input wire clk,
    input wire rst,
    input wire start,  // a pulse
    input wire ready,  // it may pass
    output wire go  // the pulse that was held back
);

reg waiting;

assign go = ((start || waiting) && ready);

always @(posedge clk) begin  // hold
    if (rst == 1) begin
        waiting <= 0;
    end
    else begin
        if (go) begin
            waiting <= 0;
        end
        else if (start) begin
            waiting <= 1;
        end
    end
end

endmodule
