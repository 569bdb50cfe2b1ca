// llama2_rtl_decoder: generated from the block decoder(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `token_start` runs `token` at `position` through all layers, reading the weight image once, where it `chooses`
// with the classifier, and the token's `row` of the embedding with its `row_scale`; `token_done` pulses, where it
// `chooses` with `next_token`, the greedy one or by chance at a temperature (`sampler`), with the numbers of `seed` at
// `position`. `text_start` comes with a text's first token. Tokens come at positions 0, 1, 2, ...;
// `inverse_temperature` and `seed` stay until `token_done`, `row_scale` from the row's first word on. `stage` is the
// controller's; a cycle is a beat of weights, parameters or attention, a `stall`, or a bubble.
//
// Of several vectors those of the batch run in one reading of the weights, and each chooses, see `TokenRun`; `ran`
// tells the tokens of the text. Of several texts each vector stands and chooses as its own text does.
//
// The KV cache is outside: see `write_kv` for its writes, the layer's last of them marked by `kv_written`, and
// `attention` for its reads.
module llama2_rtl_decoder (
    input wire clk,
    input wire rst,
    input wire weights_valid,  // a word is offered
    output wire weights_ready,  // the sink takes it
    input wire [127:0] weights_data,  // the word
    output wire row_start,  // fetch the row
    output wire [8:0] row,  // its number
    input wire row_valid,  // a word is offered
    output wire row_ready,  // the word is taken
    input wire [63:0] row_data,  // the word
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
    input wire text_start,  // the token is its text's first
    input wire token_start,  // run the token
    input wire [8:0] token,  // its number
    input wire [7:0] position,  // the token's position, of a batch the last one's
    input wire chooses,  // a token is chosen to follow it
    output wire token_done,  // it has been run
    output wire [8:0] next_token,  // the token chosen to follow it
    input wire [15:0] inverse_temperature,  // 12 fraction bits; 0: the likeliest token
    input wire [31:0] seed,  // where a text's random numbers begin
    output wire [2:0] stage,  // the stage at work
    output wire weight_beat,  // a word of weights is consumed
    output wire parameter_beat,  // a word of scales or gains is consumed
    output wire attention_beat,  // a word of keys or values is consumed
    output wire stall  // a word was wanted and not there
);

wire projecting_start;
wire projecting_done;
wire writing_start;
wire attending_start;
wire attending_done;
wire feeding_start;
wire feeding_done;
wire finishing_start;
wire first_layer;
wire qkv_wanted;
wire qkv_ready;
wire qkv_start;
wire qkv_done;
wire wo_wanted;
wire wo_ready;
wire wo_start;
wire wo_done;
wire w13_wanted;
wire w13_ready;
wire w13_start;
wire w13_done;
wire w2_wanted;
wire w2_ready;
wire w2_start;
wire w2_done;
wire classifier_wanted;
wire classifier_ready;
wire classifier_start;
wire classifier_done;
wire classifier_drop;
wire y_valid;
wire [2:0] y_dest;
wire [9:0] y_row;
wire y_last;
wire signed [31:0] y;
wire load_valid;
wire signed [31:0] load_x;
wire gains_ready;
wire op_value;
wire op_first;
wire op_last;
wire [255:0] op_a;
wire [255:0] op_b;
wire dot_valid;
wire [69:0] dots;
wire pv_valid;
wire [463:0] pv;
wire attend_we;
wire [5:0] attend_index;
wire signed [31:0] attend_u;
wire attend_commit;
wire hidden_we;
wire [7:0] hidden_index;
wire signed [31:0] hidden_u;
wire hidden_commit;
wire embed_start;
wire kv_valid;
wire q_valid;
wire is_v;
wire [2:0] index;
wire last;
wire signed [15:0] mantissa;
wire [4:0] shift;

llama2_rtl_pipeline_controller u_pipeline_controller (
    .clk(clk),
    .rst(rst),
    .token_start(token_start),
    .stage(stage),
    .layer(),
    .first_layer(first_layer),
    .project_qkv_start(projecting_start),
    .project_qkv_done(projecting_done),
    .write_kv_start(writing_start),
    .write_kv_done(kv_written),
    .attend_start(attending_start),
    .attend_done(attending_done),
    .feed_forward_start(feeding_start),
    .feed_forward_done(feeding_done),
    .finish_token_start(finishing_start),
    .finish_token_done(token_done)
);

llama2_rtl_matrix_unit u_matrix_unit (
    .clk(clk),
    .rst(rst),
    .weights_valid(weights_valid),
    .weights_ready(weights_ready),
    .weights_data(weights_data),
    .load_valid(load_valid),
    .load_x(load_x),
    .qkv_wanted(qkv_wanted),
    .qkv_ready(qkv_ready),
    .qkv_start(qkv_start),
    .qkv_done(qkv_done),
    .wo_wanted(wo_wanted),
    .wo_ready(wo_ready),
    .wo_start(wo_start),
    .wo_done(wo_done),
    .w13_wanted(w13_wanted),
    .w13_ready(w13_ready),
    .w13_start(w13_start),
    .w13_done(w13_done),
    .w2_wanted(w2_wanted),
    .w2_ready(w2_ready),
    .w2_start(w2_start),
    .w2_done(w2_done),
    .classifier_wanted(classifier_wanted),
    .classifier_ready(classifier_ready),
    .classifier_start(classifier_start),
    .classifier_done(classifier_done),
    .classifier_drop(classifier_drop),
    .attend_we(attend_we),
    .attend_index(attend_index),
    .attend_u(attend_u),
    .attend_commit(attend_commit),
    .hidden_we(hidden_we),
    .hidden_index(hidden_index),
    .hidden_u(hidden_u),
    .hidden_commit(hidden_commit),
    .op_valid(attention_beat),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b),
    .reads_classifier(chooses),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y_row(y_row),
    .y_last(y_last),
    .y(y),
    .gains_ready(gains_ready),
    .weight_beat(weight_beat),
    .parameter_beat(parameter_beat),
    .stall(stall)
);

assign row_start = token_start;
assign row = token;

llama2_rtl_when_ready u_embed_when_ready (
    .clk(clk),
    .rst(rst),
    .start(token_start),
    .ready(gains_ready),
    .go(embed_start)
);

llama2_rtl_embedding u_embedding (
    .clk(clk),
    .rst(rst),
    .start(embed_start),
    .scale(row_scale),
    .s_valid(row_valid),
    .s_ready(row_ready),
    .s_data(row_data),
    .load_valid(load_valid),
    .load_x(load_x)
);

llama2_rtl_project_qkv u_project_qkv (
    .clk(clk),
    .rst(rst),
    .start(projecting_start),
    .done(projecting_done),
    .token_start(token_start),
    .position(position),
    .matrix_wanted(qkv_wanted),
    .matrix_ready(qkv_ready),
    .matrix_start(qkv_start),
    .matrix_done(qkv_done),
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
    .shift(shift)
);

llama2_rtl_write_kv u_write_kv (
    .clk(clk),
    .rst(rst),
    .start(writing_start),
    .done(kv_written),
    .layer_first(first_layer),
    .place(position),
    .in_valid(kv_valid),
    .in_is_v(is_v),
    .in_index(index),
    .in_last(last),
    .mantissa(mantissa),
    .shift(shift),
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
    .wo_wanted(wo_wanted),
    .wo_ready(wo_ready),
    .wo_start(wo_start),
    .wo_done(wo_done),
    .q_valid(q_valid),
    .q_mantissa(mantissa),
    .q_shift(shift),
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
    .w13_wanted(w13_wanted),
    .w13_ready(w13_ready),
    .w13_start(w13_start),
    .w13_done(w13_done),
    .w2_wanted(w2_wanted),
    .w2_ready(w2_ready),
    .w2_start(w2_start),
    .w2_done(w2_done),
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
    .inverse_temperature(inverse_temperature),
    .seed(seed),
    .seed_load(token_start),
    .position(position),
    .start(finishing_start),
    .done(token_done),
    .chooses(chooses),
    .matrix_wanted(classifier_wanted),
    .matrix_ready(classifier_ready),
    .matrix_start(classifier_start),
    .matrix_done(classifier_done),
    .matrix_drop(classifier_drop),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y_row(y_row),
    .y_last(y_last),
    .y(y),
    .choice_valid(),
    .choice(next_token)
);
endmodule
