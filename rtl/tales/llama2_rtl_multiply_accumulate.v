// llama2_rtl_multiply_accumulate: generated from the block multiply_accumulate(geometry). Change the block, not this file.
`timescale 1ns/1ps

// One beat per cycle, in which `matrix`, `key` or `value` is high: weights times activations, keys times
// queries, or values times probabilities (`op_a`, `op_b`). `first` and `last` bound an accumulation.
//
// Lane i multiplies the code of row i / columns and column i % columns of a word's tile. `sums` are a matrix's rows,
// a tile's at once, 6 cycles after its last beat. `dots` are the scores of all slots, `dot_latency`
// cycles after theirs: from the tree, where a head fits the lanes, else accumulated over the words of the head. `pv`
// are the sums of each lane and way, 3 cycles after the last beat. All exact. A reset ends the accumulations
// and drops the beats in the pipeline. Each vector of a batch has lanes and a tree of its own, which are attention's
// ways too.
module llama2_rtl_multiply_accumulate (
    input wire clk,
    input wire rst,
    input wire matrix,  // weights times activations
    input wire key,  // keys times queries
    input wire value,  // values times probabilities
    input wire first,  // its sum's first
    input wire last,  // its sum's last
    input wire [127:0] weights,  // a weight per lane
    input wire [127:0] act,  // an activation per vector and column
    input wire [255:0] op_a,  // an element of a key or value per lane
    input wire [255:0] op_b,  // an element of a query or a probability per lane and way
    output reg sums_valid,  // the sums of a tile
    output wire [61:0] sums,  // a sum per row, the first row's lowest
    output wire dot_valid,  // sums are there
    output wire [69:0] dots,  // the sums, packed
    output reg pv_valid,  // sums are there
    output wire [463:0] pv  // the sums, packed
);

wire attention;
wire at_product_value;
wire at_product_last;
wire row_beat;
wire row_last;
wire reset_0;
wire reset_1;
wire reset_2;
wire reset_3;
wire [4:0] before_product_d;
wire [4:0] before_product_q;
wire [4:0] to_product_d;
wire [4:0] to_product_q;
wire [2:0] to_rows_d;
wire [2:0] to_rows_q;
wire at_product_matrix;
wire at_product_key;
wire at_product_first;
wire before_product_matrix;
wire before_product_key;
wire before_product_value;
wire before_product_first;
wire before_product_last;
wire [511:0] products;
wire row_first;
wire [69:0] row_sums;
wire [69:0] segments;

assign attention = (key || value);

llama2_rtl_reset_copy u_reset_0 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_0)
);

llama2_rtl_reset_copy u_reset_1 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_1)
);

llama2_rtl_reset_copy u_reset_2 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_2)
);

llama2_rtl_reset_copy u_reset_3 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_3)
);

wire [31:0] lane_0_product;
llama2_rtl_lane lane_0 (
    .clk(clk),
    .rst(reset_0),
    .weight(weights[7:0]),
    .act(act[15:0]),
    .attention(attention),
    .key_or_value(op_a[15:0]),
    .query_or_probability(op_b[15:0]),
    .product(lane_0_product)
);

wire [31:0] lane_1_product;
llama2_rtl_lane lane_1 (
    .clk(clk),
    .rst(reset_0),
    .weight(weights[15:8]),
    .act(act[31:16]),
    .attention(attention),
    .key_or_value(op_a[31:16]),
    .query_or_probability(op_b[31:16]),
    .product(lane_1_product)
);

wire [31:0] lane_2_product;
llama2_rtl_lane lane_2 (
    .clk(clk),
    .rst(reset_0),
    .weight(weights[23:16]),
    .act(act[47:32]),
    .attention(attention),
    .key_or_value(op_a[47:32]),
    .query_or_probability(op_b[47:32]),
    .product(lane_2_product)
);

wire [31:0] lane_3_product;
llama2_rtl_lane lane_3 (
    .clk(clk),
    .rst(reset_0),
    .weight(weights[31:24]),
    .act(act[63:48]),
    .attention(attention),
    .key_or_value(op_a[63:48]),
    .query_or_probability(op_b[63:48]),
    .product(lane_3_product)
);

wire [31:0] lane_4_product;
llama2_rtl_lane lane_4 (
    .clk(clk),
    .rst(reset_1),
    .weight(weights[39:32]),
    .act(act[79:64]),
    .attention(attention),
    .key_or_value(op_a[79:64]),
    .query_or_probability(op_b[79:64]),
    .product(lane_4_product)
);

wire [31:0] lane_5_product;
llama2_rtl_lane lane_5 (
    .clk(clk),
    .rst(reset_1),
    .weight(weights[47:40]),
    .act(act[95:80]),
    .attention(attention),
    .key_or_value(op_a[95:80]),
    .query_or_probability(op_b[95:80]),
    .product(lane_5_product)
);

wire [31:0] lane_6_product;
llama2_rtl_lane lane_6 (
    .clk(clk),
    .rst(reset_1),
    .weight(weights[55:48]),
    .act(act[111:96]),
    .attention(attention),
    .key_or_value(op_a[111:96]),
    .query_or_probability(op_b[111:96]),
    .product(lane_6_product)
);

wire [31:0] lane_7_product;
llama2_rtl_lane lane_7 (
    .clk(clk),
    .rst(reset_1),
    .weight(weights[63:56]),
    .act(act[127:112]),
    .attention(attention),
    .key_or_value(op_a[127:112]),
    .query_or_probability(op_b[127:112]),
    .product(lane_7_product)
);

wire [31:0] lane_8_product;
llama2_rtl_lane lane_8 (
    .clk(clk),
    .rst(reset_2),
    .weight(weights[71:64]),
    .act(act[15:0]),
    .attention(attention),
    .key_or_value(op_a[143:128]),
    .query_or_probability(op_b[143:128]),
    .product(lane_8_product)
);

wire [31:0] lane_9_product;
llama2_rtl_lane lane_9 (
    .clk(clk),
    .rst(reset_2),
    .weight(weights[79:72]),
    .act(act[31:16]),
    .attention(attention),
    .key_or_value(op_a[159:144]),
    .query_or_probability(op_b[159:144]),
    .product(lane_9_product)
);

wire [31:0] lane_10_product;
llama2_rtl_lane lane_10 (
    .clk(clk),
    .rst(reset_2),
    .weight(weights[87:80]),
    .act(act[47:32]),
    .attention(attention),
    .key_or_value(op_a[175:160]),
    .query_or_probability(op_b[175:160]),
    .product(lane_10_product)
);

wire [31:0] lane_11_product;
llama2_rtl_lane lane_11 (
    .clk(clk),
    .rst(reset_2),
    .weight(weights[95:88]),
    .act(act[63:48]),
    .attention(attention),
    .key_or_value(op_a[191:176]),
    .query_or_probability(op_b[191:176]),
    .product(lane_11_product)
);

wire [31:0] lane_12_product;
llama2_rtl_lane lane_12 (
    .clk(clk),
    .rst(reset_3),
    .weight(weights[103:96]),
    .act(act[79:64]),
    .attention(attention),
    .key_or_value(op_a[207:192]),
    .query_or_probability(op_b[207:192]),
    .product(lane_12_product)
);

wire [31:0] lane_13_product;
llama2_rtl_lane lane_13 (
    .clk(clk),
    .rst(reset_3),
    .weight(weights[111:104]),
    .act(act[95:80]),
    .attention(attention),
    .key_or_value(op_a[223:208]),
    .query_or_probability(op_b[223:208]),
    .product(lane_13_product)
);

wire [31:0] lane_14_product;
llama2_rtl_lane lane_14 (
    .clk(clk),
    .rst(reset_3),
    .weight(weights[119:112]),
    .act(act[111:96]),
    .attention(attention),
    .key_or_value(op_a[239:224]),
    .query_or_probability(op_b[239:224]),
    .product(lane_14_product)
);

wire [31:0] lane_15_product;
llama2_rtl_lane lane_15 (
    .clk(clk),
    .rst(reset_3),
    .weight(weights[127:120]),
    .act(act[127:112]),
    .attention(attention),
    .key_or_value(op_a[255:240]),
    .query_or_probability(op_b[255:240]),
    .product(lane_15_product)
);

assign before_product_d = {matrix, key, value, first, last};

llama2_rtl_delay_5x1 u_before_product (
    .clk(clk),
    .rst(rst),
    .d(before_product_d),
    .q(before_product_q)
);

assign {before_product_matrix, before_product_key, before_product_value, before_product_first, before_product_last} = before_product_q;

assign to_product_d = {before_product_matrix, before_product_key, before_product_value, before_product_first, before_product_last};

llama2_rtl_delay_5x1 u_to_product (
    .clk(clk),
    .rst(rst),
    .d(to_product_d),
    .q(to_product_q)
);

assign {at_product_matrix, at_product_key, at_product_value, at_product_first, at_product_last} = to_product_q;

wire [28:0] lane_accumulator_0_total;
llama2_rtl_lane_accumulator lane_accumulator_0 (
    .clk(clk),
    .rst(reset_0),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[31:0]),
    .total(lane_accumulator_0_total)
);

wire [28:0] lane_accumulator_1_total;
llama2_rtl_lane_accumulator lane_accumulator_1 (
    .clk(clk),
    .rst(reset_0),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[63:32]),
    .total(lane_accumulator_1_total)
);

wire [28:0] lane_accumulator_2_total;
llama2_rtl_lane_accumulator lane_accumulator_2 (
    .clk(clk),
    .rst(reset_0),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[95:64]),
    .total(lane_accumulator_2_total)
);

wire [28:0] lane_accumulator_3_total;
llama2_rtl_lane_accumulator lane_accumulator_3 (
    .clk(clk),
    .rst(reset_0),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[127:96]),
    .total(lane_accumulator_3_total)
);

wire [28:0] lane_accumulator_4_total;
llama2_rtl_lane_accumulator lane_accumulator_4 (
    .clk(clk),
    .rst(reset_1),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[159:128]),
    .total(lane_accumulator_4_total)
);

wire [28:0] lane_accumulator_5_total;
llama2_rtl_lane_accumulator lane_accumulator_5 (
    .clk(clk),
    .rst(reset_1),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[191:160]),
    .total(lane_accumulator_5_total)
);

wire [28:0] lane_accumulator_6_total;
llama2_rtl_lane_accumulator lane_accumulator_6 (
    .clk(clk),
    .rst(reset_1),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[223:192]),
    .total(lane_accumulator_6_total)
);

wire [28:0] lane_accumulator_7_total;
llama2_rtl_lane_accumulator lane_accumulator_7 (
    .clk(clk),
    .rst(reset_1),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[255:224]),
    .total(lane_accumulator_7_total)
);

wire [28:0] lane_accumulator_8_total;
llama2_rtl_lane_accumulator lane_accumulator_8 (
    .clk(clk),
    .rst(reset_2),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[287:256]),
    .total(lane_accumulator_8_total)
);

wire [28:0] lane_accumulator_9_total;
llama2_rtl_lane_accumulator lane_accumulator_9 (
    .clk(clk),
    .rst(reset_2),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[319:288]),
    .total(lane_accumulator_9_total)
);

wire [28:0] lane_accumulator_10_total;
llama2_rtl_lane_accumulator lane_accumulator_10 (
    .clk(clk),
    .rst(reset_2),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[351:320]),
    .total(lane_accumulator_10_total)
);

wire [28:0] lane_accumulator_11_total;
llama2_rtl_lane_accumulator lane_accumulator_11 (
    .clk(clk),
    .rst(reset_2),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[383:352]),
    .total(lane_accumulator_11_total)
);

wire [28:0] lane_accumulator_12_total;
llama2_rtl_lane_accumulator lane_accumulator_12 (
    .clk(clk),
    .rst(reset_3),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[415:384]),
    .total(lane_accumulator_12_total)
);

wire [28:0] lane_accumulator_13_total;
llama2_rtl_lane_accumulator lane_accumulator_13 (
    .clk(clk),
    .rst(reset_3),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[447:416]),
    .total(lane_accumulator_13_total)
);

wire [28:0] lane_accumulator_14_total;
llama2_rtl_lane_accumulator lane_accumulator_14 (
    .clk(clk),
    .rst(reset_3),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[479:448]),
    .total(lane_accumulator_14_total)
);

wire [28:0] lane_accumulator_15_total;
llama2_rtl_lane_accumulator lane_accumulator_15 (
    .clk(clk),
    .rst(reset_3),
    .en(before_product_value),
    .clear(before_product_first),
    .product(products[511:480]),
    .total(lane_accumulator_15_total)
);

llama2_rtl_adder_tree u_adder_tree (
    .clk(clk),
    .rst(rst),
    .products(products),
    .rows(row_sums),
    .segments(segments)
);

assign to_rows_d = {at_product_matrix, at_product_first, at_product_last};

llama2_rtl_delay_3x3 u_to_rows (
    .clk(clk),
    .rst(rst),
    .d(to_rows_d),
    .q(to_rows_q)
);

assign {row_beat, row_first, row_last} = to_rows_q;

wire [30:0] u_row_0_row;
llama2_rtl_row_accumulator_35_31 u_row_0 (
    .clk(clk),
    .rst(rst),
    .en(row_beat),
    .first(row_first),
    .total(row_sums[34:0]),
    .row(u_row_0_row)
);

wire [30:0] u_row_1_row;
llama2_rtl_row_accumulator_35_31 u_row_1 (
    .clk(clk),
    .rst(rst),
    .en(row_beat),
    .first(row_first),
    .total(row_sums[69:35]),
    .row(u_row_1_row)
);

always @(posedge clk) begin  // mark_ends
    if (rst == 1) begin
        pv_valid <= 0;
        sums_valid <= 0;
    end
    else begin
        pv_valid <= (at_product_value && at_product_last);
        sums_valid <= (row_beat && row_last);
    end
end

llama2_rtl_delay_1x3 u_to_segment (
    .clk(clk),
    .rst(rst),
    .d(at_product_key),
    .q(dot_valid)
);

assign products = {
    lane_15_product,
    lane_14_product,
    lane_13_product,
    lane_12_product,
    lane_11_product,
    lane_10_product,
    lane_9_product,
    lane_8_product,
    lane_7_product,
    lane_6_product,
    lane_5_product,
    lane_4_product,
    lane_3_product,
    lane_2_product,
    lane_1_product,
    lane_0_product
};

assign pv = {
    lane_accumulator_15_total,
    lane_accumulator_14_total,
    lane_accumulator_13_total,
    lane_accumulator_12_total,
    lane_accumulator_11_total,
    lane_accumulator_10_total,
    lane_accumulator_9_total,
    lane_accumulator_8_total,
    lane_accumulator_7_total,
    lane_accumulator_6_total,
    lane_accumulator_5_total,
    lane_accumulator_4_total,
    lane_accumulator_3_total,
    lane_accumulator_2_total,
    lane_accumulator_1_total,
    lane_accumulator_0_total
};

assign sums = {
    u_row_1_row,
    u_row_0_row
};

assign dots = {
    segments[69:35],
    segments[34:0]
};
endmodule
