// feed_forward: generated from the block feed_forward(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module feed_forward (
    clk,
    rst,
    start,
    done,
    vector_ready,
    w13_start,
    w2_start,
    all_done,
    y_valid,
    y_dest,
    y_last,
    y,
    u_we,
    u_index,
    u,
    u_commit
);
// From `start`, waits for the normalised vector, runs W1/W3, waits for the hidden vector that `u_*` writes to the
// quantiser, runs W2; `done` when the engine has read the last word of W2, whose rows go to the residual.

input clk;
input rst;
input start;
output done;
wire done;
input vector_ready;
output w13_start;
wire w13_start;
output w2_start;
wire w2_start;
input all_done;
input y_valid;
input [2:0] y_dest;
input y_last;
input signed [31:0] y;
output u_we;
wire u_we;
output [7:0] u_index;
wire [7:0] u_index;
output signed [31:0] u;
wire signed [31:0] u;
output u_commit;
wire u_commit;

wire row_valid;
wire reset;
wire first_done;

reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

matrix_job u_w13_job (
    .clk(clk),
    .rst(reset),
    .start(start),
    .vector_ready(vector_ready),
    .engine_start(w13_start),
    .all_done(all_done),
    .done(first_done)
);

matrix_job u_w2_job (
    .clk(clk),
    .rst(reset),
    .start(first_done),
    .vector_ready(vector_ready),
    .engine_start(w2_start),
    .all_done(all_done),
    .done(done)
);

assign row_valid = (y_valid && (y_dest == 2));

swiglu u_swiglu (
    .clk(clk),
    .rst(rst),
    .in_valid(row_valid),
    .in_last(y_last),
    .y(y),
    .u_we(u_we),
    .u_index(u_index),
    .u(u),
    .u_commit(u_commit)
);
endmodule
