// llama2_rtl_mat_vec: generated from the block mat_vec(geometry). Change the block, not this file.
`timescale 1ns/1ps

// A matrix: from the cycle after `start`, `en` marks each weight word taken; it is multiplied with the
// activations that `act_addr` fetches in one cycle. `acc_valid` brings a row's sum `latency(lanes)` cycles after
// its last word; `row_done`, `last_of_pass` and `all_done` are the row/column controller's.
//
// Attention: a beat per cycle with `op_valid`, keys with queries or (`op_value`) values with probabilities, from the
// cycle after a matrix's `all_done` on. See `multiply_accumulate` for the results.
module llama2_rtl_mat_vec (
    input wire clk,
    input wire rst,
    input wire start,
    input wire [9:0] last_row,
    input wire [3:0] last_word,
    input wire shared,
    input wire s_axis_weights_tvalid,
    output wire s_axis_weights_tready,
    input wire [127:0] s_axis_weights_tdata,
    output wire [3:0] act_addr,
    input wire [255:0] act_data,
    input wire op_valid,
    input wire op_value,
    input wire op_first,
    input wire op_last,
    input wire [255:0] op_a,
    input wire [255:0] op_b,
    output wire en,
    output wire row_done,
    output wire last_of_pass,
    output wire all_done,
    output wire acc_valid,
    output wire signed [30:0] acc,
    output wire dot_valid,
    output wire [69:0] dots,
    output wire pv_valid,
    output wire [463:0] pv
);

reg matrix;
reg matrix_first;
wire clear;
reg matrix_last;
wire last_col;
reg matrix_split;
wire split;
reg [127:0] weights;
reg key;
reg value;
reg first;
reg last;
wire [3:0] col;

llama2_rtl_row_col_ctrl u_row_col_ctrl (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_row(last_row),
    .last_word(last_word),
    .shared(shared),
    .advance(s_axis_weights_tvalid),
    .busy(s_axis_weights_tready),
    .en(en),
    .clear(clear),
    .last_col(last_col),
    .split(split),
    .col(col),
    .row_done(row_done),
    .row_idx(),
    .last_of_pass(last_of_pass),
    .all_done(all_done)
);

assign act_addr = col;

always @(posedge clk) begin  // fetch
    if (rst == 1) begin
        matrix <= 0;
        matrix_first <= 0;
        matrix_last <= 0;
        matrix_split <= 0;
        weights <= 0;
    end
    else begin
        matrix <= en;
        matrix_first <= clear;
        matrix_last <= last_col;
        matrix_split <= split;
        weights <= s_axis_weights_tdata;
    end
end

always @(matrix_first, matrix_last, op_first, op_last, op_valid, op_value) begin  // merge
    key = (op_valid && (!op_value));
    value = (op_valid && op_value);
    if (op_valid) begin
        first = op_first;
        last = op_last;
    end
    else begin
        first = matrix_first;
        last = matrix_last;
    end
end

llama2_rtl_multiply_accumulate u_multiply_accumulate (
    .clk(clk),
    .rst(rst),
    .matrix(matrix),
    .key(key),
    .value(value),
    .first(first),
    .last(last),
    .split(matrix_split),
    .weights(weights),
    .act(act_data),
    .op_a(op_a),
    .op_b(op_b),
    .acc_valid(acc_valid),
    .acc(acc),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv)
);
endmodule
