// llama2_rtl_sampler: generated from the block sampler(row_bits=10). Change the block, not this file.
`timescale 1ns/1ps

// `out_valid` pulses 6 cycles after the last of a stream of logits, with `row` that of the largest score,
// the first of equals: sat32((y * inverse_temperature >> 16) + g), the scores of `golden.sampling`; where
// `inverse_temperature` is 0, y itself. `seed_load` begins the variates of `seed`, which the first logit must not meet
// before 71 cycles. Throughput 1. Pipeline: product (2), sum, saturation, comparison, row.
module llama2_rtl_sampler (
    input wire clk,
    input wire rst,
    input wire seed_load,
    input wire [31:0] seed,
    input wire [15:0] inverse_temperature,
    input wire in_valid,
    input wire [9:0] in_row,
    input wire in_last,
    input wire signed [31:0] y,
    output wire out_valid,
    output wire [9:0] row
);

reg greedy;
reg signed [17:0] factor;
wire own_rst;
wire [11:0] tags;
wire take;
wire [11:0] tags_ahead;
wire score_valid;
wire [11:0] tags_at_score;
wire score_last;
wire [9:0] score_row;
reg signed [31:0] scaled;
wire signed [49:0] product;
reg signed [17:0] noise;
wire signed [17:0] g;
reg signed [32:0] total;
wire signed [32:0] scaled_wide;
wire signed [32:0] noise_wide;
reg signed [31:0] score;
wire gumbel_reset;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_reset_copy u_gumbel_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(gumbel_reset)
);

always @(posedge clk) begin  // choose_factor
    if (own_rst == 1) begin
        factor <= 0;
        greedy <= 0;
    end
    else begin
        greedy <= (inverse_temperature == 0);
        if ((inverse_temperature == 0)) begin
            factor <= 65536;
        end
        else begin
            factor <= $signed({1'b0, 1'b0, inverse_temperature});
        end
    end
end

llama2_rtl_multiply_32x18 u_multiply (
    .clk(clk),
    .rst(own_rst),
    .a(y),
    .b(factor),
    .y(product)
);

llama2_rtl_gumbel u_gumbel (
    .clk(clk),
    .rst(gumbel_reset),
    .load(seed_load),
    .seed(seed),
    .take(take),
    .g(g)
);

llama2_rtl_delay_12x1 u_to_product (
    .clk(clk),
    .rst(own_rst),
    .d(tags),
    .q(tags_ahead)
);

llama2_rtl_delay_12x3 u_to_score (
    .clk(clk),
    .rst(own_rst),
    .d(tags_ahead),
    .q(tags_at_score)
);

assign tags = {in_valid, in_last, in_row};
assign take = tags_ahead[(10 + 1)];

assign score_valid = tags_at_score[(10 + 1)];
assign score_last = tags_at_score[10];
assign score_row = tags_at_score[10-1:0];

assign scaled_wide = {{1{scaled[31]}}, scaled};

assign noise_wide = {{15{noise[17]}}, noise};

always @(g, greedy, product) begin  // prepare
    scaled = $signed(product[48-1:16]);
    noise = g;
    if (greedy) begin
        noise = 0;
    end
end

always @(posedge clk) begin  // pipeline
    if (own_rst == 1) begin
        score <= 0;
        total <= 0;
    end
    else begin
        total <= (scaled_wide + noise_wide);
        if ((total[32] == total[(32 - 1)])) begin
            score <= $signed(total[32-1:0]);
        end
        else begin
            score <= $signed(32'h7fffffff);
        end
    end
end

llama2_rtl_argmax u_argmax (
    .clk(clk),
    .rst(own_rst),
    .in_valid(score_valid),
    .in_row(score_row),
    .in_last(score_last),
    .y(score),
    .out_valid(out_valid),
    .row(row)
);
endmodule
