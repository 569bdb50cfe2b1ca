// llama2_rtl_engine: generated from the block engine(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Takes the weight image word by word. A start pulse runs a matrix on the vector behind `act_*`, with 1/rms
// (`rm`, `k`) and the quantiser's `shift`; its rows leave as `y` in Q16.16, 13 cycles after their
// last word. Attention's beats pass through `op_*` to `dots` and `pv`.
//
// The gains of the next norm wait in `gain`. Between two tokens `gain_valid` says that they are all there: only a
// token's first vector could come before its gains, for no matrix in front of it holds it back.
//
// Counting: `weight_beat` and `parameter_beat` mark a word taken, `stall` a cycle that wanted one in vain.
module llama2_rtl_engine (
    input wire clk,
    input wire rst,
    input wire s_axis_tvalid,
    output wire s_axis_tready,
    input wire [127:0] s_axis_tdata,
    input wire qkv_start,
    input wire wo_start,
    input wire w13_start,
    input wire w2_start,
    input wire classifier_start,
    output wire [3:0] act_addr,
    input wire [255:0] act_data,
    input wire [15:0] rm,
    input wire [5:0] k,
    input wire [4:0] shift,
    input wire op_valid,
    input wire op_value,
    input wire op_first,
    input wire op_last,
    input wire [255:0] op_a,
    input wire [255:0] op_b,
    output wire dot_valid,
    output wire [69:0] dots,
    output wire pv_valid,
    output wire [463:0] pv,
    output wire gain_valid,
    output wire [15:0] gain,
    input wire gain_pop,
    input wire gain_pop_last,
    output wire all_done,
    output wire weight_beat,
    output wire parameter_beat,
    output wire stall,
    output wire y_valid,
    output wire [2:0] y_dest,
    output wire [9:0] y_row,
    output wire y_last,
    output wire signed [31:0] y
);

wire word_ready;
wire word_valid;
wire gain_waits;
wire gains_read;
wire reset;
wire slice_reset;
wire parameter_reset;
wire scale_reset;
wire gains_valid;
wire scales_valid;
wire weights_valid;
wire weights_ready;
wire last_of_pass;
wire row_done;
wire start;
wire [2:0] dest;
wire [9:0] last_row;
wire [3:0] last_word;
wire shared;
wire [127:0] word;
wire [15:0] scale;
wire scale_pop;
wire scale_pop_last;
wire signed [30:0] acc;
wire acc_valid;

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
    .qkv_start(qkv_start),
    .wo_start(wo_start),
    .w13_start(w13_start),
    .w2_start(w2_start),
    .classifier_start(classifier_start),
    .start(start),
    .dest(dest),
    .last_row(last_row),
    .last_word(last_word),
    .shared(shared)
);

llama2_rtl_register_slice_128 u_register_slice (
    .clk(clk),
    .rst(slice_reset),
    .s_valid(s_axis_tvalid),
    .s_ready(s_axis_tready),
    .s_data(s_axis_tdata),
    .m_valid(word_valid),
    .m_ready(word_ready),
    .m_data(word)
);

llama2_rtl_weight_router u_weight_router (
    .clk(clk),
    .rst(reset),
    .s_axis_tvalid(word_valid),
    .s_axis_tready(word_ready),
    .gains_valid(gains_valid),
    .scales_valid(scales_valid),
    .m_axis_weights_tvalid(weights_valid),
    .m_axis_weights_tready(weights_ready),
    .last_of_pass(last_of_pass),
    .parameter_beat(parameter_beat),
    .gains_read(gains_read)
);

llama2_rtl_param_fifo_16 u_gains (
    .clk(clk),
    .rst(parameter_reset),
    .s_valid(gains_valid),
    .s_ready(),
    .s_data(word),
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
    .s_data(word),
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
    .shared(shared),
    .s_axis_weights_tvalid(weights_valid),
    .s_axis_weights_tready(weights_ready),
    .s_axis_weights_tdata(word),
    .act_addr(act_addr),
    .act_data(act_data),
    .op_valid(op_valid),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b),
    .en(weight_beat),
    .row_done(row_done),
    .last_of_pass(last_of_pass),
    .all_done(all_done),
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
    .all_done(all_done),
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
assign gain_valid = (gain_waits && gains_read);

endmodule
