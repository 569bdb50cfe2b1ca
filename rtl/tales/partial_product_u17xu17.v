// partial_product_u17xu17: generated from the block partial_product(a_bits=17, a_signed=False, b_bits=17, b_signed=False). Change the block, not this file.
`timescale 1ns/1ps

module partial_product_u17xu17 (
    clk,
    rst,
    a,
    b,
    y
);
// y = a * b; the factors unsigned or signed. Latency 1 cycle.

input clk;
input rst;
input [16:0] a;
input [16:0] b;
output signed [34:0] y;
reg signed [34:0] y;

wire signed [17:0] a_wide;
wire signed [17:0] b_wide;

assign a_wide = {{1{1'b0}}, a};

assign b_wide = {{1{1'b0}}, b};

always @(posedge clk) begin  // product
    if (rst == 1) begin
        y <= 0;
    end
    else begin
        y <= (a_wide * b_wide);
    end
end

endmodule
