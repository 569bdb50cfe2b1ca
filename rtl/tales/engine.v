// engine: generated from the block engine(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module engine (
    clk,
    rst,
    s_axis_tvalid,
    s_axis_tready,
    s_axis_tdata,
    qkv_start,
    wo_start,
    w13_start,
    w2_start,
    classifier_start,
    act_addr,
    act_data,
    rm,
    k,
    shift,
    op_valid,
    op_value,
    op_first,
    op_last,
    op_a,
    op_b,
    dot_valid,
    dots,
    pv_valid,
    pv,
    gain_valid,
    gain,
    gain_pop,
    gain_pop_last,
    all_done,
    weight_beat,
    parameter_beat,
    stall,
    y_valid,
    y_dest,
    y_row,
    y_last,
    y
);
// Takes the weight image word by word. A start pulse runs a matrix on the vector behind `act_*`, with 1/rms
// (`rm`, `k`) and the quantiser's `shift`; its rows leave as `y` in Q16.16, `latency(geometry)` cycles after their
// last word. Attention's beats pass through `op_*` to `dots` and `pv`.
//
// The gains of the next norm wait in `gain`. Between two tokens `gain_valid` says that they are all there: only a
// token's first vector could come before its gains, for no matrix in front of it holds it back.
//
// Counting: `weight_beat` and `parameter_beat` mark a word taken, `stall` a cycle that wanted one in vain.

input clk;
input rst;
input s_axis_tvalid;
output s_axis_tready;
wire s_axis_tready;
input [127:0] s_axis_tdata;
input qkv_start;
input wo_start;
input w13_start;
input w2_start;
input classifier_start;
output [3:0] act_addr;
wire [3:0] act_addr;
input [255:0] act_data;
input [15:0] rm;
input [5:0] k;
input [4:0] shift;
input op_valid;
input op_value;
input op_first;
input op_last;
input [255:0] op_a;
input [255:0] op_b;
output dot_valid;
wire dot_valid;
output [69:0] dots;
wire [69:0] dots;
output pv_valid;
wire pv_valid;
output [463:0] pv;
wire [463:0] pv;
output gain_valid;
wire gain_valid;
output [15:0] gain;
wire [15:0] gain;
input gain_pop;
input gain_pop_last;
output all_done;
wire all_done;
output weight_beat;
wire weight_beat;
output parameter_beat;
wire parameter_beat;
output stall;
wire stall;
output y_valid;
wire y_valid;
output [2:0] y_dest;
wire [2:0] y_dest;
output [9:0] y_row;
wire [9:0] y_row;
output y_last;
wire y_last;
output signed [31:0] y;
wire signed [31:0] y;

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

reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

reset_copy u_slice_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(slice_reset)
);

reset_copy u_parameter_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(parameter_reset)
);

reset_copy u_scale_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(scale_reset)
);

matrix_select u_matrix_select (
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

register_slice_128 u_register_slice (
    .clk(clk),
    .rst(slice_reset),
    .s_valid(s_axis_tvalid),
    .s_ready(s_axis_tready),
    .s_data(s_axis_tdata),
    .m_valid(word_valid),
    .m_ready(word_ready),
    .m_data(word)
);

weight_router u_weight_router (
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

param_fifo_16 u_gains (
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

param_fifo_128 u_scales (
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

mat_vec u_mat_vec (
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

row_scale u_row_scale (
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
