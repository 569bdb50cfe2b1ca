// llama2_rtl_when_ready: generated from the block when_ready(). Change the block, not this file.
`timescale 1ns/1ps

// `go` pulses in the first cycle with `ready` from `start` on. No latency.
module llama2_rtl_when_ready (
    input wire clk,
    input wire rst,
    input wire start,
    input wire ready,
    output wire go
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
