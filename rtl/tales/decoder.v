// decoder: generated from the block decoder(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module decoder (
    clk,
    rst,
    s_axis_weights_tvalid,
    s_axis_weights_tready,
    s_axis_weights_tdata,
    s_axis_row_tvalid,
    s_axis_row_tready,
    s_axis_row_tdata,
    row_scale,
    k_we,
    v_we,
    waddr,
    k_wdata,
    v_wdata,
    k_shift_we,
    v_shift_we,
    shift_waddr,
    shift_wdata,
    kv_written,
    key_there,
    value_there,
    key_issue,
    value_issue,
    kv_addr,
    kv_shift_addr,
    keys,
    values,
    key_shifts,
    value_shifts,
    seed_load,
    seed,
    inverse_temperature,
    token_start,
    position,
    token_done,
    next_token,
    stage,
    weight_beat,
    parameter_beat,
    attention_beat,
    stall
);
// `token_start` runs a token at `position` through all layers, reading the weight image once and, on `s_axis_row`,
// the token's row of the embedding with its `row_scale`; `token_done` pulses with `next_token`, the greedy one or by
// chance at a temperature (`sampler`). `seed_load`, no later than the `token_start` of a text, begins the numbers of
// `seed`. Tokens come at positions 0, 1, 2, ...; `position` and `inverse_temperature` stay until `token_done`,
// `row_scale` from the row's first word on. `stage` is the controller's; a cycle is a beat of weights, parameters or
// attention, a `stall`, or a bubble.
//
// The KV cache is outside: see `write_kv` for its writes, the layer's last of them marked by `kv_written`, and
// `attention` for its reads.

input clk;
input rst;
input s_axis_weights_tvalid;
output s_axis_weights_tready;
wire s_axis_weights_tready;
input [127:0] s_axis_weights_tdata;
input s_axis_row_tvalid;
output s_axis_row_tready;
wire s_axis_row_tready;
input [127:0] s_axis_row_tdata;
input [15:0] row_scale;
output k_we;
wire k_we;
output v_we;
wire v_we;
output [11:0] waddr;
wire [11:0] waddr;
output [127:0] k_wdata;
wire [127:0] k_wdata;
output [63:0] v_wdata;
wire [63:0] v_wdata;
output k_shift_we;
wire k_shift_we;
output v_shift_we;
wire v_shift_we;
output [11:0] shift_waddr;
wire [11:0] shift_waddr;
output [4:0] shift_wdata;
wire [4:0] shift_wdata;
output kv_written;
wire kv_written;
input key_there;
input value_there;
output key_issue;
wire key_issue;
output value_issue;
wire value_issue;
output [11:0] kv_addr;
wire [11:0] kv_addr;
output [11:0] kv_shift_addr;
wire [11:0] kv_shift_addr;
input [127:0] keys;
input [63:0] values;
input [4:0] key_shifts;
input [4:0] value_shifts;
input seed_load;
input [31:0] seed;
input [15:0] inverse_temperature;
input token_start;
input [7:0] position;
output token_done;
wire token_done;
output [8:0] next_token;
wire [8:0] next_token;
output [2:0] stage;
wire [2:0] stage;
output weight_beat;
wire weight_beat;
output parameter_beat;
wire parameter_beat;
output attention_beat;
wire attention_beat;
output stall;
wire stall;

wire add_valid;
wire y_valid;
wire [2:0] y_dest;
wire vector_take;
wire qkv_matrix;
wire wo_matrix;
wire w13_matrix;
wire w2_matrix;
wire classifier_matrix;
wire qkv_start;
wire qkv_done;
wire write_start;
wire attend_start;
wire attend_done;
wire ffn_start;
wire ffn_done;
wire finish_start;
wire first_layer;
wire op_value;
wire op_first;
wire op_last;
wire dot_valid;
wire pv_valid;
wire [255:0] op_a;
wire [255:0] op_b;
wire [69:0] dots;
wire [463:0] pv;
wire gain_valid;
wire gain_pop;
wire gain_pop_last;
wire all_done;
wire y_last;
wire [15:0] gain;
wire [15:0] rm;
wire [5:0] k;
wire [4:0] shift;
wire [9:0] y_row;
wire signed [31:0] y;
wire [3:0] act_addr;
wire [255:0] act_data;
wire load_valid;
wire vector_ready;
wire signed [31:0] load_x;
wire attend_we;
wire attend_commit;
wire hidden_we;
wire hidden_commit;
wire [5:0] attend_index;
wire [7:0] hidden_index;
wire signed [31:0] attend_u;
wire signed [31:0] hidden_u;
wire embed_start;
wire kv_valid;
wire q_valid;
wire is_v;
wire last;
wire [2:0] index;
wire signed [15:0] mantissa;
wire [4:0] head_shift;

pipeline_controller u_pipeline_controller (
    .clk(clk),
    .rst(rst),
    .token_start(token_start),
    .stage(stage),
    .layer(),
    .first_layer(first_layer),
    .project_qkv_start(qkv_start),
    .project_qkv_done(qkv_done),
    .write_kv_start(write_start),
    .write_kv_done(kv_written),
    .attend_start(attend_start),
    .attend_done(attend_done),
    .feed_forward_start(ffn_start),
    .feed_forward_done(ffn_done),
    .finish_token_start(finish_start),
    .finish_token_done(token_done)
);

engine u_engine (
    .clk(clk),
    .rst(rst),
    .s_axis_tvalid(s_axis_weights_tvalid),
    .s_axis_tready(s_axis_weights_tready),
    .s_axis_tdata(s_axis_weights_tdata),
    .qkv_start(qkv_matrix),
    .wo_start(wo_matrix),
    .w13_start(w13_matrix),
    .w2_start(w2_matrix),
    .classifier_start(classifier_matrix),
    .act_addr(act_addr),
    .act_data(act_data),
    .rm(rm),
    .k(k),
    .shift(shift),
    .op_valid(attention_beat),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv),
    .gain_valid(gain_valid),
    .gain(gain),
    .gain_pop(gain_pop),
    .gain_pop_last(gain_pop_last),
    .all_done(all_done),
    .weight_beat(weight_beat),
    .parameter_beat(parameter_beat),
    .stall(stall),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y_row(y_row),
    .y_last(y_last),
    .y(y)
);

assign add_valid = (y_valid && ((y_dest == 1) || (y_dest == 3)));
assign vector_take = (qkv_matrix || wo_matrix || w13_matrix || w2_matrix || classifier_matrix);

when_ready u_embed_when_ready (
    .clk(clk),
    .rst(rst),
    .start(token_start),
    .ready(gain_valid),
    .go(embed_start)
);

embedding u_embedding (
    .clk(clk),
    .rst(rst),
    .start(embed_start),
    .scale(row_scale),
    .s_valid(s_axis_row_tvalid),
    .s_ready(s_axis_row_tready),
    .s_data(s_axis_row_tdata),
    .load_valid(load_valid),
    .load_x(load_x)
);

vector_path u_vector_path (
    .clk(clk),
    .rst(rst),
    .load_valid(load_valid),
    .load_x(load_x),
    .add_valid(add_valid),
    .add_y(y),
    .gain(gain),
    .gain_pop(gain_pop),
    .gain_pop_last(gain_pop_last),
    .attend_we(attend_we),
    .attend_index(attend_index),
    .attend_u(attend_u),
    .attend_commit(attend_commit),
    .hidden_we(hidden_we),
    .hidden_index(hidden_index),
    .hidden_u(hidden_u),
    .hidden_commit(hidden_commit),
    .vector_ready(vector_ready),
    .vector_take(vector_take),
    .shift(shift),
    .rm(rm),
    .k(k),
    .act_addr(act_addr),
    .act_data(act_data)
);

project_qkv u_project_qkv (
    .clk(clk),
    .rst(rst),
    .start(qkv_start),
    .done(qkv_done),
    .token_start(token_start),
    .position(position),
    .vector_ready(vector_ready),
    .engine_start(qkv_matrix),
    .all_done(all_done),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y(y),
    .kv_valid(kv_valid),
    .q_valid(q_valid),
    .is_v(is_v),
    .head(),
    .index(index),
    .last(last),
    .mantissa(mantissa),
    .shift(head_shift)
);

write_kv u_write_kv (
    .clk(clk),
    .rst(rst),
    .start(write_start),
    .layer_first(first_layer),
    .position(position),
    .done(kv_written),
    .in_valid(kv_valid),
    .in_is_v(is_v),
    .in_index(index),
    .in_last(last),
    .mantissa(mantissa),
    .shift(head_shift),
    .k_we(k_we),
    .v_we(v_we),
    .waddr(waddr),
    .k_wdata(k_wdata),
    .v_wdata(v_wdata),
    .k_shift_we(k_shift_we),
    .v_shift_we(v_shift_we),
    .shift_waddr(shift_waddr),
    .shift_wdata(shift_wdata)
);

attend u_attend (
    .clk(clk),
    .rst(rst),
    .layer_start(qkv_start),
    .layer_first(first_layer),
    .position(position),
    .start(attend_start),
    .done(attend_done),
    .vector_ready(vector_ready),
    .wo_start(wo_matrix),
    .all_done(all_done),
    .q_valid(q_valid),
    .q_mantissa(mantissa),
    .q_shift(head_shift),
    .q_last(last),
    .key_there(key_there),
    .value_there(value_there),
    .key_issue(key_issue),
    .value_issue(value_issue),
    .kv_addr(kv_addr),
    .kv_shift_addr(kv_shift_addr),
    .keys(keys),
    .values(values),
    .key_shifts(key_shifts),
    .value_shifts(value_shifts),
    .op_valid(attention_beat),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv),
    .u_we(attend_we),
    .u_index(attend_index),
    .u(attend_u),
    .u_commit(attend_commit)
);

feed_forward u_feed_forward (
    .clk(clk),
    .rst(rst),
    .start(ffn_start),
    .done(ffn_done),
    .vector_ready(vector_ready),
    .w13_start(w13_matrix),
    .w2_start(w2_matrix),
    .all_done(all_done),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y_last(y_last),
    .y(y),
    .u_we(hidden_we),
    .u_index(hidden_index),
    .u(hidden_u),
    .u_commit(hidden_commit)
);

finish_token u_finish_token (
    .clk(clk),
    .rst(rst),
    .seed_load(seed_load),
    .seed(seed),
    .inverse_temperature(inverse_temperature),
    .start(finish_start),
    .done(token_done),
    .vector_ready(vector_ready),
    .engine_start(classifier_matrix),
    .all_done(all_done),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y_row(y_row),
    .y_last(y_last),
    .y(y),
    .token(next_token)
);
endmodule
