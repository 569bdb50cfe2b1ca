// llama2_rtl_apply_gain: generated from the block apply_gain(). Change the block, not this file.
`timescale 1ns/1ps

// `u` = rhu(x * gain, 15), which fits for a gain of -32767..32767. Latency 2 cycles.
//
// Cycle 1 multiplies the halves of x, cycle 2 adds the products with the rounding bit in the place that the
// upper product leaves free.
module llama2_rtl_apply_gain (
    input wire clk,
    input wire rst,
    input wire signed [31:0] x,  // the element
    input wire signed [15:0] gain,
    output reg signed [31:0] u  // the element with its gain
);

wire signed [16:0] low;
wire signed [15:0] high;
wire signed [17:0] low_top;
reg signed [32:0] low_product;
wire signed [32:0] rounded;
reg signed [31:0] high_product;
wire signed [32:0] total;
wire signed [32:0] low_wide;
wire signed [31:0] fitting;

assign low_wide = {{15{low_top[17]}}, low_top};

assign fitting = total[31:0];

assign low = $signed({1'h0, x[16-1:0]});
assign high = $signed(x[(2 * 16)-1:16]);

assign low_top = $signed(low_product[33-1:15]);
assign rounded = $signed({high_product, low_product[14]});

assign total = (rounded + low_wide);

always @(posedge clk) begin  // register
    if (rst == 1) begin
        high_product <= 0;
        low_product <= 0;
        u <= 0;
    end
    else begin
        low_product <= (low * gain);
        high_product <= (high * gain);
        u <= fitting;
    end
end

endmodule
