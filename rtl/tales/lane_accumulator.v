// lane_accumulator: generated from the block lane_accumulator(width=29). Change the block, not this file.
`timescale 1ns/1ps

module lane_accumulator (
    clk,
    rst,
    en,
    clear,
    product,
    total
);
// Adds `product` to `total` in each `en` cycle, starting anew where `clear` is high. Latency 1 cycle.
//
// `width` bits hold the exact sum of one block; no more than PRODUCT_BITS of the product matter to it.

input clk;
input rst;
input en;
input clear;
input signed [31:0] product;
output signed [28:0] total;
reg signed [28:0] total;

wire signed [28:0] term;

assign term = product[28:0];

always @(posedge clk) begin  // accumulate
    if (rst == 1) begin
        total <= 0;
    end
    else begin
        if (en) begin
            if (clear) begin
                total <= term;
            end
            else begin
                total <= (total + term);
            end
        end
    end
end

endmodule
