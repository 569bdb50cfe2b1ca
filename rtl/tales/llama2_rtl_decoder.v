// llama2_rtl_decoder: generated from the block decoder(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `token_start` runs a token at `position` through all layers, reading the weight image once and, on `s_axis_row`,
// the token's row of the embedding with its `row_scale`; `token_done` pulses with `next_token`, the greedy one or by
// chance at a temperature (`sampler`). `seed_load`, no later than the `token_start` of a text, begins the numbers of
// `seed`. Tokens come at positions 0, 1, 2, ...; `position` and `inverse_temperature` stay until `token_done`,
// `row_scale` from the row's first word on. `stage` is the controller's; a cycle is a beat of weights, parameters or
// attention, a `stall`, or a bubble.
//
// The KV cache is outside: see `write_kv` for its writes, the layer's last of them marked by `kv_written`, and
// `attention` for its reads.
module llama2_rtl_decoder (
    input wire clk,
    input wire rst,
    input wire s_axis_weights_tvalid,  // a word is offered
    output wire s_axis_weights_tready,  // the sink takes it
    input wire [127:0] s_axis_weights_tdata,  // the word
    input wire s_axis_row_tvalid,  // a word is offered
    output wire s_axis_row_tready,  // the sink takes it
    input wire [127:0] s_axis_row_tdata,  // the word
    input wire [15:0] row_scale,  // scale of the embedding's row
    output wire k_we,  // a word of keys is written
    output wire v_we,  // a word of values is written
    output wire [11:0] waddr,  // the word's place on chip
    output wire [127:0] k_wdata,  // the keys
    output wire [63:0] v_wdata,  // the values
    output wire k_shift_we,  // a word's shifts of keys are written
    output wire v_shift_we,  // a word's shifts of values are written
    output wire [11:0] shift_waddr,  // their place on chip
    output wire [4:0] shift_wdata,  // the shifts
    output wire kv_written,  // the last write of a layer
    input wire key_there,  // a word of keys waits
    input wire value_there,  // a word of values waits
    output wire key_issue,  // it is taken
    output wire value_issue,  // it is taken
    output wire [11:0] kv_addr,  // the word's place on chip
    output wire [11:0] kv_shift_addr,  // the place of its shifts on chip
    input wire [127:0] keys,  // the keys
    input wire [63:0] values,  // the values
    input wire [4:0] key_shifts,  // the keys' shifts
    input wire [4:0] value_shifts,  // the values' shifts
    input wire seed_load,  // the random numbers begin anew
    input wire [31:0] seed,  // from here
    input wire [15:0] inverse_temperature,  // of sampling, 0 for the likeliest token
    input wire token_start,  // a token begins
    input wire [7:0] position,  // its position
    output wire token_done,  // it is through
    output wire [8:0] next_token,  // the token chosen
    output wire [2:0] stage,  // the stage at work
    output wire weight_beat,  // a word of weights is consumed
    output wire parameter_beat,  // a word of scales or gains is consumed
    output wire attention_beat,  // a word of keys or values is consumed
    output wire stall  // a word was wanted and not there
);

localparam [2:0] WO = 3'd1;
localparam [2:0] W2 = 3'd3;

wire add_valid;
wire y_valid;
wire [2:0] y_dest;
wire vector_take;
wire projecting_start;
wire projecting_done;
wire attending_start;
wire attending_done;
wire feeding_start;
wire feeding_done;
wire first_layer;
wire write_start;
wire finish_start;
wire gain_valid;
wire [15:0] gain;
wire gain_pop;
wire gain_pop_last;
wire [15:0] rm;
wire [5:0] k;
wire op_value;
wire op_first;
wire op_last;
wire [255:0] op_a;
wire [255:0] op_b;
wire [3:0] act_addr;
wire [255:0] act_data;
wire dot_valid;
wire pv_valid;
wire all_done;
wire vector_ready;
wire [69:0] dots;
wire [463:0] pv;
wire [4:0] shift;
wire embed_start;
wire load_valid;
wire signed [31:0] load_x;
wire attend_we;
wire [5:0] attend_index;
wire signed [31:0] attend_u;
wire attend_commit;
wire hidden_we;
wire [7:0] hidden_index;
wire signed [31:0] hidden_u;
wire hidden_commit;
wire qkv_start;
wire wo_start;
wire w13_start;
wire w2_start;
wire classifier_start;
wire [9:0] y_row;
wire y_last;
wire signed [31:0] y;
wire kv_valid;
wire q_valid;
wire is_v;
wire last;
wire [2:0] index;
wire signed [15:0] mantissa;
wire [4:0] head_shift;

llama2_rtl_pipeline_controller u_pipeline_controller (
    .clk(clk),
    .rst(rst),
    .token_start(token_start),
    .stage(stage),
    .layer(),
    .first_layer(first_layer),
    .project_qkv_start(projecting_start),
    .project_qkv_done(projecting_done),
    .write_kv_start(write_start),
    .write_kv_done(kv_written),
    .attend_start(attending_start),
    .attend_done(attending_done),
    .feed_forward_start(feeding_start),
    .feed_forward_done(feeding_done),
    .finish_token_start(finish_start),
    .finish_token_done(token_done)
);

llama2_rtl_engine u_engine (
    .clk(clk),
    .rst(rst),
    .s_axis_tvalid(s_axis_weights_tvalid),
    .s_axis_tready(s_axis_weights_tready),
    .s_axis_tdata(s_axis_weights_tdata),
    .qkv_start(qkv_start),
    .wo_start(wo_start),
    .w13_start(w13_start),
    .w2_start(w2_start),
    .classifier_start(classifier_start),
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

assign add_valid = (y_valid && ((y_dest == WO) || (y_dest == W2)));
assign vector_take = (qkv_start || wo_start || w13_start || w2_start || classifier_start);

llama2_rtl_when_ready u_embed_when_ready (
    .clk(clk),
    .rst(rst),
    .start(token_start),
    .ready(gain_valid),
    .go(embed_start)
);

llama2_rtl_embedding u_embedding (
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

llama2_rtl_vector_path u_vector_path (
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

llama2_rtl_project_qkv u_project_qkv (
    .clk(clk),
    .rst(rst),
    .start(projecting_start),
    .done(projecting_done),
    .token_start(token_start),
    .position(position),
    .vector_ready(vector_ready),
    .engine_start(qkv_start),
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

llama2_rtl_write_kv u_write_kv (
    .clk(clk),
    .rst(rst),
    .start(write_start),
    .done(kv_written),
    .layer_first(first_layer),
    .position(position),
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

llama2_rtl_attend u_attend (
    .clk(clk),
    .rst(rst),
    .layer_start(projecting_start),
    .layer_first(first_layer),
    .position(position),
    .start(attending_start),
    .done(attending_done),
    .vector_ready(vector_ready),
    .wo_start(wo_start),
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

llama2_rtl_feed_forward u_feed_forward (
    .clk(clk),
    .rst(rst),
    .start(feeding_start),
    .done(feeding_done),
    .vector_ready(vector_ready),
    .w13_start(w13_start),
    .w2_start(w2_start),
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

llama2_rtl_finish_token u_finish_token (
    .clk(clk),
    .rst(rst),
    .seed_load(seed_load),
    .seed(seed),
    .inverse_temperature(inverse_temperature),
    .start(finish_start),
    .done(token_done),
    .vector_ready(vector_ready),
    .engine_start(classifier_start),
    .all_done(all_done),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y_row(y_row),
    .y_last(y_last),
    .y(y),
    .token(next_token)
);
endmodule
