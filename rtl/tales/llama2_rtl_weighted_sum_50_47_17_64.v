// llama2_rtl_weighted_sum_50_47_17_64: generated from the block weighted_sum(low_bits=50, high_bits=47, weight=17, out_bits=64). Change the block, not this file.
`timescale 1ns/1ps

// y = low + high * 2^weight, which the caller knows to fit in `out_bits`. Latency 1 cycle, throughput 1.
//
// The lowest `weight` bits of `low` pass beside the adder.
module llama2_rtl_weighted_sum_50_47_17_64 (
    input wire clk,
    input wire rst,
    input wire signed [49:0] low,  // the term of weight 1
    input wire signed [46:0] high,  // the term of weight 2^17
    output reg signed [63:0] y  // the sum
);

wire signed [46:0] low_top;
wire signed [63:0] low_wide;
wire signed [46:0] total;
wire signed [46:0] high_top;

assign low_wide = {{14{low[49]}}, low};

assign high_top = high;

assign low_top = $signed(low_wide[64-1:17]);
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
