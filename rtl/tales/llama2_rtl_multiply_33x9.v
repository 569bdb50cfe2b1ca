// llama2_rtl_multiply_33x9: generated from the block multiply(a_bits=33, b_bits=9). Change the block, not this file.
`timescale 1ns/1ps

// y = a * b. Latency `multiply_latency`: 1 cycle up to 18 x 18, 2 for 35 x 18, 3 for 35 x 35; throughput 1.
module llama2_rtl_multiply_33x9 (
    input wire clk,
    input wire rst,
    input wire signed [32:0] a,  // a factor
    input wire signed [8:0] b,  // a factor
    output wire signed [41:0] y  // the product
);

wire signed [25:0] product_0;
wire signed [24:0] product_1;

llama2_rtl_partial_product_u17xs9 u_product_0 (
    .clk(clk),
    .rst(rst),
    .a(a[16:0]),
    .b(b),
    .y(product_0)
);

llama2_rtl_partial_product_s16xs9 u_product_1 (
    .clk(clk),
    .rst(rst),
    .a(a[32:17]),
    .b(b),
    .y(product_1)
);

llama2_rtl_weighted_sum_26_25_17_42 u_sum_0_0 (
    .clk(clk),
    .rst(rst),
    .low(product_0),
    .high(product_1),
    .y(y)
);
endmodule
