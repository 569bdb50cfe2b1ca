// when_ready: generated from the block when_ready(). Change the block, not this file.
`timescale 1ns/1ps

module when_ready (
    clk,
    rst,
    start,
    ready,
    go
);
// `go` pulses in the first cycle with `ready` from `start` on. No latency.

input clk;
input rst;
input start;
input ready;
output go;
wire go;

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
