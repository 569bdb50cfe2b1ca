// matrix_select: generated from the block matrix_select(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module matrix_select (
    qkv_start,
    wo_start,
    w13_start,
    w2_start,
    classifier_start,
    start,
    dest,
    last_row,
    last_word,
    shared
);
// The destination of the matrix whose start pulses, its last row, the last word of each, and whether two of them
// share it; at most one does. No latency.

input qkv_start;
input wo_start;
input w13_start;
input w2_start;
input classifier_start;
output start;
reg start;
output [2:0] dest;
reg [2:0] dest;
output [9:0] last_row;
reg [9:0] last_row;
output [3:0] last_word;
reg [3:0] last_word;
output shared;
reg shared;

always @(classifier_start, qkv_start, w13_start, w2_start, wo_start) begin  // select
    start = (qkv_start || wo_start || w13_start || w2_start || classifier_start);
    last_word = 3;
    shared = 0;
    if (qkv_start) begin
        dest = 0;
        last_row = 127;
    end
    else if (wo_start) begin
        dest = 1;
        last_row = 63;
    end
    else if (w13_start) begin
        dest = 2;
        last_row = 319;
    end
    else if (w2_start) begin
        dest = 3;
        last_row = 63;
        last_word = 9;
        shared = 0;
    end
    else begin
        dest = 4;
        last_row = 511;
    end
end

endmodule
