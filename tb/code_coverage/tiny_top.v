// tiny_top: generated from the block tiny_top(). Change the block, not this file.
`timescale 1ns/1ps

module tiny_top (
    input wire clk,
    input wire rst,
    input wire a,
    output wire y
);

wire z;

tiny u_one (
    .clk(clk),
    .rst(rst),
    .a({1'b0, a}),
    .q(),
    .y(y)
);

tiny u_other (
    .clk(clk),
    .rst(rst),
    .a(2'd0),
    .q(),
    .y(z)
);
endmodule
