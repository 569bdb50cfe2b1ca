// llama2_rtl_matrix_unit: generated from the block matrix_unit(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Runs the matrices of a token in the order of the weight image, each on the vector that came last: the norm of the
// residual before `qkv`, `w13` and `classifier`, `attend_u` before `wo`, `hidden_u` before `w2`. The rows of `wo` and
// `w2` are added to the residual, which `load_x` sets at a token's start, once `gains_ready`; all rows leave as `y`,
// see `engine` for when. A pass that does not read the classifier ends by its `drop`. Attention's beats pass from `op`
// to `dot` and `pv` while no matrix is at work. See `engine` for what is counted.
module llama2_rtl_matrix_unit (
    input wire clk,
    input wire rst,
    input wire weights_valid,  // a word is offered
    output wire weights_ready,  // the sink takes it
    input wire [127:0] weights_data,  // the word
    input wire load_valid,  // a sample
    input wire signed [31:0] load_x,
    input wire qkv_wanted,  // the matrix is to start next
    output wire qkv_ready,  // a quantised vector waits
    input wire qkv_start,  // begin the matrix
    output wire qkv_done,  // the engine has read its matrix
    input wire wo_wanted,  // the matrix is to start next
    output wire wo_ready,  // a quantised vector waits
    input wire wo_start,  // begin the matrix
    output wire wo_done,  // the engine has read its matrix
    input wire w13_wanted,  // the matrix is to start next
    output wire w13_ready,  // a quantised vector waits
    input wire w13_start,  // begin the matrix
    output wire w13_done,  // the engine has read its matrix
    input wire w2_wanted,  // the matrix is to start next
    output wire w2_ready,  // a quantised vector waits
    input wire w2_start,  // begin the matrix
    output wire w2_done,  // the engine has read its matrix
    input wire classifier_wanted,  // the matrix is to start next
    output wire classifier_ready,  // a quantised vector waits
    input wire classifier_start,  // begin the matrix
    output wire classifier_done,  // the engine has read its matrix
    input wire classifier_drop,  // drop its vector
    input wire attend_we,  // an element is written
    input wire [5:0] attend_index,  // its number
    input wire signed [31:0] attend_u,  // the element
    input wire attend_commit,  // it is the vector's last
    input wire hidden_we,  // an element is written
    input wire [7:0] hidden_index,  // its number
    input wire signed [31:0] hidden_u,  // the element
    input wire hidden_commit,  // it is the vector's last
    input wire op_valid,  // a beat
    input wire op_value,  // of values, else of keys
    input wire op_first,  // its sum's first
    input wire op_last,  // its sum's last
    input wire [255:0] op_a,  // elements of keys or values, one per lane
    input wire [255:0] op_b,  // elements of queries, or probabilities, one per lane and way
    input wire reads_classifier,  // a pass ends by the classifier
    output wire dot_valid,  // sums are there
    output wire [69:0] dots,  // the sums, packed
    output wire pv_valid,  // sums are there
    output wire [463:0] pv,  // the sums, packed
    output wire y_valid,  // a row's result
    output wire [2:0] y_dest,  // its matrix
    output wire [9:0] y_row,  // its number
    output wire y_last,  // the matrix's last row
    output wire signed [31:0] y,  // the result, Q16.16
    output wire gains_ready,  // the gains of the next norm are there
    output wire weight_beat,  // a word of weights is taken
    output wire parameter_beat,  // a word of gains or scales is taken
    output wire stall  // a word is wanted and not there
);

localparam [2:0] WO = 3'd1;
localparam [2:0] W2 = 3'd3;

wire all_done;
wire can_start;
wire starts_qkv;
wire starts_wo;
wire starts_w13;
wire starts_w2;
wire starts_classifier;
wire vector_take;
wire add_valid;
wire [15:0] gain;
wire gain_pop;
wire gain_pop_last;
wire [15:0] rm;
wire [5:0] k;
wire [4:0] shift;
wire [4:0] act_addr;
wire [127:0] act_data;
wire wanted_start;

assign starts_qkv = qkv_wanted;
assign starts_wo = wo_wanted;
assign starts_w13 = w13_wanted;
assign starts_w2 = w2_wanted;
assign starts_classifier = classifier_wanted;

assign wanted_start = (qkv_start || wo_start || w13_start || w2_start || classifier_start);
assign vector_take = (qkv_start || wo_start || w13_start || w2_start || classifier_start || classifier_drop);

assign qkv_ready = can_start;
assign wo_ready = can_start;
assign w13_ready = can_start;
assign w2_ready = can_start;
assign classifier_ready = can_start;

assign qkv_done = all_done;
assign wo_done = all_done;
assign w13_done = all_done;
assign w2_done = all_done;
assign classifier_done = all_done;

assign add_valid = (y_valid && ((y_dest == WO) || (y_dest == W2)));

llama2_rtl_engine u_engine (
    .clk(clk),
    .rst(rst),
    .weights_valid(weights_valid),
    .weights_ready(weights_ready),
    .weights_data(weights_data),
    .wanted_start(wanted_start),
    .qkv_wanted(starts_qkv),
    .wo_wanted(starts_wo),
    .w13_wanted(starts_w13),
    .w2_wanted(starts_w2),
    .classifier_wanted(starts_classifier),
    .act_addr(act_addr),
    .act_data(act_data),
    .rm(rm),
    .k(k),
    .shift(shift),
    .op_valid(op_valid),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b),
    .reads_classifier(reads_classifier),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv),
    .gain(gain),
    .gain_pop(gain_pop),
    .gain_pop_last(gain_pop_last),
    .gains_ready(gains_ready),
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
    .vector_ready(can_start),
    .vector_take(vector_take),
    .shift(shift),
    .rm(rm),
    .k(k),
    .act_addr(act_addr),
    .act_data(act_data)
);
endmodule
