// project_qkv: generated from the block project_qkv(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module project_qkv (
    clk,
    rst,
    start,
    done,
    token_start,
    position,
    vector_ready,
    engine_start,
    all_done,
    y_valid,
    y_dest,
    y,
    kv_valid,
    q_valid,
    is_v,
    head,
    index,
    last,
    mantissa,
    shift
);
// From `start`, waits for the normalised vector and runs one matrix of K, V and Q rows; `done` when the engine has
// read its last word. Heads leave as mantissas with one `shift`, one element per cycle: keys and (`is_v`) values
// with `kv_valid`, queries with `q_valid`, `last` on a head's last element; the last of them after `done`.
// `token_start` begins the angles of `position`.

input clk;
input rst;
input start;
output done;
wire done;
input token_start;
input [7:0] position;
input vector_ready;
output engine_start;
wire engine_start;
input all_done;
input y_valid;
input [2:0] y_dest;
input signed [31:0] y;
output kv_valid;
wire kv_valid;
output q_valid;
wire q_valid;
output is_v;
wire is_v;
output [2:0] head;
wire [2:0] head;
output [2:0] index;
wire [2:0] index;
output last;
wire last;
output signed [15:0] mantissa;
wire signed [15:0] mantissa;
output [4:0] shift;
wire [4:0] shift;

wire input_ready;
wire angles_ready;
wire row_valid;
wire rotate;
wire [1:0] row_kind;
wire turned_is_v;
wire [1:0] turned_kind;
wire [4:0] tag;
wire [2:0] turned_head;
wire [4:0] out_tag;
wire out_valid;
wire reset;
wire rope_reset;
wire quantizer_reset;
wire turned_valid;
wire signed [31:0] turned;

reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

reset_copy u_rope_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(rope_reset)
);

reset_copy u_quantizer_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(quantizer_reset)
);

assign input_ready = (vector_ready && angles_ready);

matrix_job u_matrix_job (
    .clk(clk),
    .rst(reset),
    .start(start),
    .vector_ready(input_ready),
    .engine_start(engine_start),
    .all_done(all_done),
    .done(done)
);

assign row_valid = (y_valid && (y_dest == 0));
assign rotate = (row_kind != 1);

head_counter u_row_heads (
    .clk(clk),
    .rst(reset),
    .en(row_valid),
    .kind(row_kind),
    .head()
);

rope u_rope (
    .clk(clk),
    .rst(rope_reset),
    .start(token_start),
    .position(position),
    .ready(angles_ready),
    .in_valid(row_valid),
    .in_rotate(rotate),
    .x(y),
    .out_valid(turned_valid),
    .y(turned)
);

head_counter u_turned_heads (
    .clk(clk),
    .rst(reset),
    .en(turned_valid),
    .kind(turned_kind),
    .head(turned_head)
);

assign turned_is_v = (turned_kind == 1);
assign tag = {turned_kind, turned_head};

head_quantizer u_head_quantizer (
    .clk(clk),
    .rst(quantizer_reset),
    .in_valid(turned_valid),
    .in_is_v(turned_is_v),
    .tag(tag),
    .x(turned),
    .out_valid(out_valid),
    .out_tag(out_tag),
    .out_index(index),
    .out_last(last),
    .mantissa(mantissa),
    .shift(shift)
);

assign head = out_tag[3-1:0];
assign is_v = (out_tag[5-1:3] == 1);
assign q_valid = (out_valid && (out_tag[5-1:3] == 2));
assign kv_valid = (out_valid && (out_tag[5-1:3] != 2));

endmodule
