// llama2_rtl_silu: generated from the block silu(). Change the block, not this file.
`timescale 1ns/1ps

// y = x / (1 + e^-x) of a Q16.16, `golden.functions.silu`. Latency 6 cycles, throughput 1: magnitude, table,
// entry, product, remainder, difference.
module llama2_rtl_silu (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire signed [31:0] x,
    output reg out_valid,  // a sample
    output reg signed [31:0] y
);

wire in_range;
reg [31:0] magnitude;
wire signed [15:0] value;
wire [26:0] entry;
wire signed [11:0] slope;
wire signed [24:0] product_half_up;
reg signed [24:0] product;
wire signed [12:0] step;
reg signed [12:0] fraction;
reg in_range_2;
reg signed [12:0] fraction_3;
reg in_range_3;
reg signed [15:0] value_4;
reg in_range_4;
reg signed [15:0] remainder;
wire signed [15:0] step_wide;
wire signed [31:0] remainder_wide;
wire [32:0] positive_d;
wire [32:0] positive_q;
wire at_valid;
wire signed [31:0] at_end;
reg signed [31:0] positive;

llama2_rtl_registered_rom_silu u_table (
    .clk(clk),
    .addr(magnitude[19:12]),
    .data(entry)
);

assign positive_d = {in_valid, positive};

llama2_rtl_delay_33x5 u_positive (
    .clk(clk),
    .rst(rst),
    .d(positive_d),
    .q(positive_q)
);

assign {at_valid, at_end} = positive_q;

assign step_wide = {{3{step[12]}}, step};

assign remainder_wide = {{16{remainder[15]}}, remainder};

always @(x) begin  // rectify
    positive = x;
    if ((x < 0)) begin
        positive = 0;
    end
end

assign in_range = (magnitude[32-1:20] == 0);

assign value = $signed({1'h0, entry[15-1:0]});
assign slope = $signed(entry[27-1:15]);

assign product_half_up = (product + (1 << (12 - 1)));

assign step = $signed(product_half_up[25-1:12]);

always @(posedge clk) begin  // pipeline
    if (rst == 1) begin
        fraction <= 0;
        fraction_3 <= 0;
        in_range_2 <= 0;
        in_range_3 <= 0;
        in_range_4 <= 0;
        magnitude <= 0;
        out_valid <= 0;
        y <= 0;
        product <= 0;
        remainder <= 0;
        value_4 <= 0;
    end
    else begin
        magnitude <= x;
        if ((x < 0)) begin
            magnitude <= (-x);
        end
        fraction <= $signed({1'h0, magnitude[12-1:0]});
        in_range_2 <= in_range;
        fraction_3 <= fraction;
        in_range_3 <= in_range_2;
        product <= (slope * fraction_3);
        value_4 <= value;
        in_range_4 <= in_range_3;
        remainder <= 0;
        if (in_range_4) begin
            remainder <= (value_4 + step_wide);
        end
        y <= (at_end - remainder_wide);
        out_valid <= at_valid;
    end
end
endmodule
