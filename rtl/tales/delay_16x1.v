// delay_16x1: generated from the block delay(width=16, cycles=1). Change the block, not this file.
`timescale 1ns/1ps

module delay_16x1 (
    clk,
    rst,
    d,
    q
);
// `q` is `d` of `cycles` >= 1 cycles ago; zero after reset.

input clk;
input rst;
input [15:0] d;
output [15:0] q;
wire [15:0] q;

reg [15:0] line;

always @(posedge clk) begin  // move
    if (rst == 1) begin
        line <= 0;
    end
    else begin
        line <= d;
    end
end

assign q = line[16-1:0];

endmodule
