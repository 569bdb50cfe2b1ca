// llama2_rtl_multiply_32x32: generated from the block multiply(a_bits=32, b_bits=32). Change the block, not this file.
`timescale 1ns/1ps

// y = a * b. Latency `multiply_latency`: 1 cycle up to 18 x 18, 2 for 35 x 18, 3 for 35 x 35; throughput 1.
module llama2_rtl_multiply_32x32 (
    input wire clk,
    input wire rst,
    input wire signed [31:0] a,  // a factor
    input wire signed [31:0] b,  // a factor
    output wire signed [63:0] y  // the product
);

wire signed [34:0] product_0;
wire signed [31:0] product_1;
wire signed [31:0] product_2;
wire signed [29:0] product_3;
wire signed [49:0] sum_0_0;
wire signed [46:0] sum_0_1;

llama2_rtl_partial_product_u17xu17 u_product_0 (
    .clk(clk),
    .rst(rst),
    .a(a[16:0]),
    .b(b[16:0]),
    .y(product_0)
);

llama2_rtl_partial_product_u17xs15 u_product_1 (
    .clk(clk),
    .rst(rst),
    .a(a[16:0]),
    .b(b[31:17]),
    .y(product_1)
);

llama2_rtl_partial_product_s15xu17 u_product_2 (
    .clk(clk),
    .rst(rst),
    .a(a[31:17]),
    .b(b[16:0]),
    .y(product_2)
);

llama2_rtl_partial_product_s15xs15 u_product_3 (
    .clk(clk),
    .rst(rst),
    .a(a[31:17]),
    .b(b[31:17]),
    .y(product_3)
);

llama2_rtl_weighted_sum_35_32_17_50 u_sum_0_0 (
    .clk(clk),
    .rst(rst),
    .low(product_0),
    .high(product_1),
    .y(sum_0_0)
);

llama2_rtl_weighted_sum_32_30_17_47 u_sum_0_1 (
    .clk(clk),
    .rst(rst),
    .low(product_2),
    .high(product_3),
    .y(sum_0_1)
);

llama2_rtl_weighted_sum_50_47_17_64 u_sum_1_0 (
    .clk(clk),
    .rst(rst),
    .low(sum_0_0),
    .high(sum_0_1),
    .y(y)
);
endmodule
