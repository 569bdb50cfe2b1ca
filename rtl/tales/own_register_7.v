// own_register_7: generated from the block own_register(width=7). Change the block, not this file.
`timescale 1ns/1ps

module own_register_7 (
    clk,
    rst,
    d,
    q
);
// `q` follows `d` by a cycle. Synthesis is told to keep the register.

input clk;
input rst;
input [6:0] d;
output [6:0] q;
wire [6:0] q;

reg [6:0] held;
assign q = held;

(* keep *) always @(posedge clk)
    if (rst) held <= 7'd0;
    else held <= d;
endmodule
