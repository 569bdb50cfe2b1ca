// llama2_rtl_multiply_32x18: generated from the block multiply(a_bits=32, b_bits=18). Change the block, not this file.
`timescale 1ns/1ps

// y = a * b. Latency `multiply_latency`: 1 cycle up to 18 x 18, 2 for 35 x 18, 3 for 35 x 35; throughput 1.
module llama2_rtl_multiply_32x18 (
    input wire clk,
    input wire rst,
    input wire signed [31:0] a,  // a factor
    input wire signed [17:0] b,  // a factor
    output wire signed [49:0] y  // the product
);

wire signed [34:0] product_0;
wire signed [32:0] product_1;

llama2_rtl_partial_product_u17xs18 u_product_0 (
    .clk(clk),
    .rst(rst),
    .a(a[16:0]),
    .b(b),
    .y(product_0)
);

llama2_rtl_partial_product_s15xs18 u_product_1 (
    .clk(clk),
    .rst(rst),
    .a(a[31:17]),
    .b(b),
    .y(product_1)
);

llama2_rtl_weighted_sum_35_33_17_50 u_sum_0_0 (
    .clk(clk),
    .rst(rst),
    .low(product_0),
    .high(product_1),
    .y(y)
);
endmodule
