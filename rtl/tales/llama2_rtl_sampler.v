// llama2_rtl_sampler: generated from the block sampler(row_bits=10, position_bits=8, vectors=1, samplings=1). Change the block, not this file.
`timescale 1ns/1ps

// `out_valid` pulses 6 cycles after the last of a stream of logits, with `row` that of the largest score,
// the first of equals: sat32((y * inverse_temperature >> 16) + g), the scores of `golden.sampling`; where
// `inverse_temperature` is 0, y itself. `seed_load` begins the variates of `seed` at `position`, which the first logit
// must not meet before 71 cycles. Throughput 1. Pipeline: product (2), sum, saturation, comparison, row.
//
// Of several vectors the last one's is the `position`, the others' are those in front of it; a token is chosen of each
// one's logits, which come in any order among the vectors. With as many `samplings` each vector has a position of its
// own and chooses in its own way. Of `stride` rows that come side by side it takes the row `offset`, and its rows are
// numbers of such groups.
module llama2_rtl_sampler (
    input wire clk,
    input wire rst,
    input wire [15:0] inverse_temperature,  // 12 fraction bits; 0: the likeliest token
    input wire [31:0] seed,  // where a text's random numbers begin
    input wire seed_load,  // the numbers of a position begin
    input wire [7:0] position,  // the position
    input wire in_valid,  // a sample
    input wire [9:0] in_row,
    input wire in_last,
    input wire signed [31:0] y,
    output wire out_valid,  // a sample
    output wire [9:0] row
);

reg signed [31:0] scaled;
wire signed [49:0] product;
reg signed [17:0] noise;
wire signed [17:0] g;
wire greedy;
reg signed [32:0] total;
wire signed [32:0] scaled_wide;
wire signed [32:0] noise_wide;
wire own_rst;
wire [11:0] to_product_d;
wire [11:0] to_product_q;
wire [11:0] to_score_d;
wire [11:0] to_score_q;
wire gumbel_reset;
wire signed [17:0] factor;
wire valid_ahead;
wire last_ahead;
wire [9:0] row_ahead;
wire score_valid;
wire score_last;
wire [9:0] score_row;
reg signed [31:0] score;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_score_factor u_score_factor (
    .clk(clk),
    .rst(own_rst),
    .inverse_temperature(inverse_temperature),
    .greedy(greedy),
    .factor(factor)
);

llama2_rtl_multiply_32x18 u_multiply (
    .clk(clk),
    .rst(own_rst),
    .a(y),
    .b(factor),
    .y(product)
);

assign to_product_d = {in_valid, in_last, in_row};

llama2_rtl_delay_12x1 u_to_product (
    .clk(clk),
    .rst(own_rst),
    .d(to_product_d),
    .q(to_product_q)
);

assign {valid_ahead, last_ahead, row_ahead} = to_product_q;

assign to_score_d = {valid_ahead, last_ahead, row_ahead};

llama2_rtl_delay_12x3 u_to_score (
    .clk(clk),
    .rst(own_rst),
    .d(to_score_d),
    .q(to_score_q)
);

assign {score_valid, score_last, score_row} = to_score_q;

llama2_rtl_reset_copy u_gumbel_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(gumbel_reset)
);

llama2_rtl_gumbel u_gumbel (
    .clk(clk),
    .rst(gumbel_reset),
    .load(seed_load),
    .seed(seed),
    .position(position),
    .take(valid_ahead),
    .g(g)
);

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
