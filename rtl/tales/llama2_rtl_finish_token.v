// llama2_rtl_finish_token: generated from the block finish_token(geometry). Change the block, not this file.
`timescale 1ns/1ps

// From `start`, waits for the final normalised vector and runs the classifier; `done` pulses with the `token` that
// the `sampler` chose, as long after the last logit as that takes.
module llama2_rtl_finish_token (
    input wire clk,
    input wire rst,
    input wire seed_load,
    input wire [31:0] seed,
    input wire [15:0] inverse_temperature,
    input wire start,
    output wire done,
    input wire vector_ready,
    output wire engine_start,
    input wire all_done,
    input wire y_valid,
    input wire [2:0] y_dest,
    input wire [9:0] y_row,
    input wire y_last,
    input wire signed [31:0] y,
    output wire [8:0] token
);

localparam [2:0] CLASSIFIER = 3'd4;

wire row_valid;
wire reset;
wire [9:0] best;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

llama2_rtl_matrix_job u_matrix_job (
    .clk(clk),
    .rst(reset),
    .start(start),
    .vector_ready(vector_ready),
    .engine_start(engine_start),
    .all_done(all_done),
    .done()
);

assign row_valid = (y_valid && (y_dest == CLASSIFIER));

llama2_rtl_sampler u_sampler (
    .clk(clk),
    .rst(rst),
    .seed_load(seed_load),
    .seed(seed),
    .inverse_temperature(inverse_temperature),
    .in_valid(row_valid),
    .in_row(y_row),
    .in_last(y_last),
    .y(y),
    .out_valid(done),
    .row(best)
);

assign token = best[8:0];
endmodule
