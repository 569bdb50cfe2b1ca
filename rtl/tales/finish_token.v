// finish_token: generated from the block finish_token(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module finish_token (
    clk,
    rst,
    seed_load,
    seed,
    inverse_temperature,
    start,
    done,
    vector_ready,
    engine_start,
    all_done,
    y_valid,
    y_dest,
    y_row,
    y_last,
    y,
    token
);
// From `start`, waits for the final normalised vector and runs the classifier; `done` pulses with the `token` that
// the `sampler` chose, its LATENCY after the last logit.

input clk;
input rst;
input seed_load;
input [31:0] seed;
input [15:0] inverse_temperature;
input start;
output done;
wire done;
input vector_ready;
output engine_start;
wire engine_start;
input all_done;
input y_valid;
input [2:0] y_dest;
input [9:0] y_row;
input y_last;
input signed [31:0] y;
output [8:0] token;
wire [8:0] token;

wire row_valid;
wire reset;
wire [9:0] best;

reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

matrix_job u_matrix_job (
    .clk(clk),
    .rst(reset),
    .start(start),
    .vector_ready(vector_ready),
    .engine_start(engine_start),
    .all_done(all_done),
    .done()
);

assign row_valid = (y_valid && (y_dest == 4));

sampler u_sampler (
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
