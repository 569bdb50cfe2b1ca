// llama2_rtl_engine: generated from the block engine(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Takes the weight image word by word. A start pulse runs a matrix on the vector behind `act_*`, with 1/rms
// (`rm`, `k`) and the quantiser's `shift`; its rows leave as `y` in Q16.16, `tail` per cycle, those of a tile from
// 12 cycles after their last word on. Attention's beats pass through `op_*` to `dots` and `pv`.
//
// The gains of the next norm wait in `gain`. Between two tokens `gains_ready` says that they are all there: only a
// token's first vector could come before its gains, for no matrix in front of it holds it back. Where matrices are in
// blocks, one starts when its format is known.
//
// Counting: `weight_beat` and `parameter_beat` mark a word taken, `stall` a cycle that wanted one in vain.
module llama2_rtl_engine (
    input wire clk,
    input wire rst,
    input wire weights_valid,  // a word is offered
    output wire weights_ready,  // the sink takes it
    input wire [127:0] weights_data,  // the word
    input wire wanted_start,  // the matrix wanted starts
    input wire qkv_wanted,  // qkv is wanted
    input wire wo_wanted,  // wo is wanted
    input wire w13_wanted,  // w13 is wanted
    input wire w2_wanted,  // w2 is wanted
    input wire classifier_wanted,  // classifier is wanted
    output wire [4:0] act_addr,  // the word's number
    input wire [127:0] act_data,  // the word addressed in the cycle before
    input wire [15:0] rm,  // mantissa of 1/rms
    input wire [5:0] k,  // exponent of 1/rms
    input wire [4:0] shift,  // the quantiser's shift of the vector
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
    output wire [15:0] gain,  // the parameter
    input wire gain_pop,  // it is taken
    input wire gain_pop_last,  // it is taken, the last of a vector
    output wire gains_ready,  // the gains of the next norm are all there
    output wire all_done,  // the matrix has been read
    output wire weight_beat,  // a word of weights is taken
    output wire parameter_beat,  // a word of gains or scales is taken
    output wire stall,  // a word is wanted and not there
    output wire y_valid,  // a row's result
    output wire [2:0] y_dest,  // its matrix
    output wire [9:0] y_row,  // its number
    output wire y_last,  // the matrix's last row
    output wire signed [31:0] y  // the result, Q16.16
);

wire word_ready;
wire word_valid;
wire gain_waits;
wire gains_read;
wire reset;
wire slice_reset;
wire parameter_reset;
wire scale_reset;
wire start;
wire [9:0] last_row;
wire [4:0] last_word;
wire [2:0] dest;
wire gains_valid;
wire scales_valid;
wire matrix_word_valid;
wire matrix_word_ready;
wire [127:0] matrix_word_data;
wire tiles_last_of_pass;
wire row_done;
wire last_of_pass;
wire rows_all_done;
wire [15:0] scale;
wire scale_pop;
wire scale_pop_last;
wire acc_valid;
wire signed [30:0] acc;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

llama2_rtl_reset_copy u_slice_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(slice_reset)
);

llama2_rtl_reset_copy u_parameter_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(parameter_reset)
);

llama2_rtl_reset_copy u_scale_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(scale_reset)
);

llama2_rtl_matrix_select u_matrix_select (
    .wanted_start(wanted_start),
    .qkv_wanted(qkv_wanted),
    .wo_wanted(wo_wanted),
    .w13_wanted(w13_wanted),
    .w2_wanted(w2_wanted),
    .classifier_wanted(classifier_wanted),
    .start(start),
    .last_row(last_row),
    .last_word(last_word),
    .dest(dest)
);

llama2_rtl_register_slice_128 u_register_slice (
    .clk(clk),
    .rst(slice_reset),
    .s_valid(weights_valid),
    .s_ready(weights_ready),
    .s_data(weights_data),
    .m_valid(word_valid),
    .m_ready(word_ready),
    .m_data(matrix_word_data)
);

llama2_rtl_weight_router u_weight_router (
    .clk(clk),
    .rst(reset),
    .s_valid(word_valid),
    .s_ready(word_ready),
    .gains_valid(gains_valid),
    .scales_valid(scales_valid),
    .m_weights_valid(matrix_word_valid),
    .m_weights_ready(matrix_word_ready),
    .last_of_pass(tiles_last_of_pass),
    .reads_classifier(reads_classifier),
    .parameter_beat(parameter_beat),
    .gains_read(gains_read)
);

llama2_rtl_param_fifo_16 u_gains (
    .clk(clk),
    .rst(parameter_reset),
    .s_valid(gains_valid),
    .s_ready(),
    .s_data(matrix_word_data),
    .m_valid(gain_waits),
    .m_data(gain),
    .pop(gain_pop),
    .pop_last(gain_pop_last)
);

llama2_rtl_param_fifo_128 u_scales (
    .clk(clk),
    .rst(parameter_reset),
    .s_valid(scales_valid),
    .s_ready(),
    .s_data(matrix_word_data),
    .m_valid(),
    .m_data(scale),
    .pop(scale_pop),
    .pop_last(scale_pop_last)
);

llama2_rtl_mat_vec u_mat_vec (
    .clk(clk),
    .rst(reset),
    .start(start),
    .last_row(last_row),
    .last_word(last_word),
    .weights_valid(matrix_word_valid),
    .weights_ready(matrix_word_ready),
    .weights_data(matrix_word_data),
    .act_addr(act_addr),
    .act_data(act_data),
    .op_valid(op_valid),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b),
    .en(weight_beat),
    .tiles_row_done(),
    .tiles_last_of_pass(tiles_last_of_pass),
    .tiles_all_done(all_done),
    .row_done(row_done),
    .last_of_pass(last_of_pass),
    .all_done(rows_all_done),
    .acc_valid(acc_valid),
    .acc(acc),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv)
);

llama2_rtl_row_scale u_row_scale (
    .clk(clk),
    .rst(scale_reset),
    .start(start),
    .start_dest(dest),
    .row_done(row_done),
    .last_of_pass(last_of_pass),
    .all_done(rows_all_done),
    .acc_valid(acc_valid),
    .acc(acc),
    .scale(scale),
    .scale_pop(scale_pop),
    .scale_pop_last(scale_pop_last),
    .rm(rm),
    .k(k),
    .shift(shift),
    .y_valid(y_valid),
    .y_dest(y_dest),
    .y_row(y_row),
    .y_last(y_last),
    .y(y)
);

assign stall = (word_ready && (!word_valid) && (!op_valid));
assign gains_ready = (gain_waits && gains_read);
endmodule
