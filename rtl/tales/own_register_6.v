// own_register_6: generated from the block own_register(width=6). Change the block, not this file.
`timescale 1ns/1ps

module own_register_6 (
    clk,
    rst,
    d,
    q
);
// `q` follows `d` by a cycle. Synthesis is told to keep the register.

input clk;
input rst;
input [5:0] d;
output [5:0] q;
wire [5:0] q;

reg [5:0] held;
assign q = held;

(* keep *) always @(posedge clk)
    if (rst) held <= 6'd0;
    else held <= d;
endmodule
