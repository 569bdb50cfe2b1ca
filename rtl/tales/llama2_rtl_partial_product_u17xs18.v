// llama2_rtl_partial_product_u17xs18: generated from the block partial_product(a_bits=17, a_signed=False, b_bits=18, b_signed=True). Change the block, not this file.
`timescale 1ns/1ps

// y = a * b; the factors unsigned or signed. Latency 1 cycle, throughput 1.
module llama2_rtl_partial_product_u17xs18 (
    input wire clk,
    input wire rst,
    input wire [16:0] a,  // a factor
    input wire signed [17:0] b,  // a factor
    output reg signed [34:0] y  // the product
);

wire signed [17:0] a_wide;
wire signed [17:0] b_wide;

assign a_wide = {{1{1'b0}}, a};

assign b_wide = b;

always @(posedge clk) begin  // product
    if (rst == 1) begin
        y <= 0;
    end
    else begin
        y <= (a_wide * b_wide);
    end
end

endmodule
