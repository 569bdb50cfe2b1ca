// llama2_rtl_mat_vec: generated from the block mat_vec(geometry). Change the block, not this file.
`timescale 1ns/1ps

// A matrix: from the cycle after `start`, `en` marks each weight word taken; it is multiplied with the
// activations that `act_addr` fetches in one cycle. `tiles` are the row/column controller's marks of the tiles that
// have been read. `acc_valid` brings the sum of a tile's first row 7 cycles after its last word, and
// in the cycles that follow those of its other rows; `rows` marks each row 7 - 1` cycles ahead. Of a
// tail of several elements what is said of a row is said of as many rows, whose sums are side by side. Of several
// vectors each row has a sum for each vector of the batch, which say themselves of which rows they are.
//
// Attention: a beat per cycle with `op_valid`, keys with queries or (`op_value`) values with probabilities, from the
// cycle after a matrix's `all_done` on. See `multiply_accumulate` for the results. A reset ends the matrix and drops
// the beats in the pipeline.
module llama2_rtl_mat_vec (
    input wire clk,
    input wire rst,
    input wire start,  // begin
    input wire [9:0] last_row,  // rows less one
    input wire [4:0] last_word,  // words of a row less one
    input wire weights_valid,  // a word is offered
    output wire weights_ready,  // the sink takes it
    input wire [127:0] weights_data,  // the word
    output wire [4:0] act_addr,  // the word's number
    input wire [127:0] act_data,  // the word addressed in the cycle before
    input wire op_valid,  // a beat
    input wire op_value,  // of values, else of keys
    input wire op_first,  // its sum's first
    input wire op_last,  // its sum's last
    input wire [255:0] op_a,  // elements of keys or values, one per lane
    input wire [255:0] op_b,  // elements of queries, or probabilities, one per lane and way
    output wire en,  // a word of weights is taken
    output wire tiles_row_done,  // a row has been read
    output wire tiles_last_of_pass,  // a pass's last word
    output wire tiles_all_done,  // the matrix has been read
    output wire row_done,  // a row has been read
    output wire last_of_pass,  // a pass's last word
    output wire all_done,  // the matrix has been read
    output wire acc_valid,  // a row's sum
    output wire signed [30:0] acc,  // the sum
    output wire dot_valid,  // sums are there
    output wire [69:0] dots,  // the sums, packed
    output wire pv_valid,  // sums are there
    output wire [463:0] pv  // the sums, packed
);

reg matrix_first;
reg matrix_last;
wire [0:0] last_place;
reg matrix;
reg key;
reg value;
reg first;
reg last;
reg [127:0] weights;
wire clear;
wire last_col;
wire [4:0] col;
wire sums_valid;
wire [61:0] sums;
wire [30:0] sum_of_row;

llama2_rtl_row_col_ctrl u_row_col_ctrl (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_row(last_row),
    .last_word(last_word),
    .advance(weights_valid),
    .busy(weights_ready),
    .en(en),
    .clear(clear),
    .last_col(last_col),
    .col(col),
    .row_done(tiles_row_done),
    .last_of_pass(tiles_last_of_pass),
    .all_done(tiles_all_done),
    .last_place(last_place),
    .row_idx()
);

assign act_addr = col;

always @(posedge clk) begin  // fetch
    if (rst == 1) begin
        matrix <= 0;
        weights <= 0;
        matrix_first <= 0;
        matrix_last <= 0;
    end
    else begin
        matrix <= en;
        matrix_first <= clear;
        matrix_last <= last_col;
        weights <= weights_data;
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

llama2_rtl_tile_rows_2 u_tile_rows (
    .clk(clk),
    .rst(rst),
    .last_col(last_col),
    .tiles_row_done(tiles_row_done),
    .tiles_last_of_pass(tiles_last_of_pass),
    .tiles_all_done(tiles_all_done),
    .last_place(last_place),
    .row_done(row_done),
    .last_of_pass(last_of_pass),
    .all_done(all_done)
);

llama2_rtl_delay_1x6 u_to_sum (
    .clk(clk),
    .rst(rst),
    .d(row_done),
    .q(acc_valid)
);

llama2_rtl_serializer_31x2 u_serializer (
    .clk(clk),
    .rst(rst),
    .load(sums_valid),
    .elements(sums),
    .element(sum_of_row)
);

llama2_rtl_multiply_accumulate u_multiply_accumulate (
    .clk(clk),
    .rst(rst),
    .matrix(matrix),
    .key(key),
    .value(value),
    .first(first),
    .last(last),
    .weights(weights),
    .act(act_data),
    .op_a(op_a),
    .op_b(op_b),
    .sums_valid(sums_valid),
    .sums(sums),
    .dot_valid(dot_valid),
    .dots(dots),
    .pv_valid(pv_valid),
    .pv(pv)
);

assign acc = sum_of_row;
endmodule
