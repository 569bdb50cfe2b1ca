// own_register_2: generated from the block own_register(width=2). Change the block, not this file.
`timescale 1ns/1ps

module own_register_2 (
    clk,
    rst,
    d,
    q
);
// `q` follows `d` by a cycle. Synthesis is told to keep the register.

input clk;
input rst;
input [1:0] d;
output [1:0] q;
wire [1:0] q;

reg [1:0] held;
assign q = held;

(* keep *) always @(posedge clk)
    if (rst) held <= 2'd0;
    else held <= d;
endmodule
