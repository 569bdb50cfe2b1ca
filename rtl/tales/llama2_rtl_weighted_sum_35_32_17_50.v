// llama2_rtl_weighted_sum_35_32_17_50: generated from the block weighted_sum(low_bits=35, high_bits=32, weight=17, out_bits=50). Change the block, not this file.
`timescale 1ns/1ps

// y = low + high * 2^weight, which the caller knows to fit in `out_bits`. Latency 1 cycle, throughput 1.
//
// The lowest `weight` bits of `low` pass beside the adder.
module llama2_rtl_weighted_sum_35_32_17_50 (
    input wire clk,
    input wire rst,
    input wire signed [34:0] low,  // the term of weight 1
    input wire signed [31:0] high,  // the term of weight 2^17
    output reg signed [49:0] y  // the sum
);

wire signed [32:0] low_top;
wire signed [49:0] low_wide;
wire signed [32:0] total;
wire signed [32:0] high_top;

assign low_wide = {{15{low[34]}}, low};

assign high_top = {{1{high[31]}}, high};

assign low_top = $signed(low_wide[50-1:17]);
assign total = (low_top + high_top);

always @(posedge clk) begin  // register
    if (rst == 1) begin
        y <= 0;
    end
    else begin
        y <= $signed({total, low_wide[17-1:0]});
    end
end

endmodule
