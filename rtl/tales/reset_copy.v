// reset_copy: generated from the block reset_copy(). Change the block, not this file.
`timescale 1ns/1ps

module reset_copy (
    clk,
    rst,
    own_rst
);
// `own_rst` follows `rst` by a cycle. Synthesis is told to keep the register, for others are like it.

input clk;
input rst;
output own_rst;
wire own_rst;

reg held;
assign own_rst = held;

(* keep *) always @(posedge clk) held <= rst;
endmodule
