// llama2_rtl_operands: generated from the block operands(geometry). Change the block, not this file.
`timescale 1ns/1ps

// `op_a` holds a word of the KV cache, each slot its key/value head; `op_b` for each way the query's elements, or
// in a `value` beat in each lane the probability of its slot. Lanes without an element hold zeros. Latency 1
// cycle from the words and probabilities, 2 from the flags `valid`, `value`, `first` and `last`, which come ahead of
// them; without `valid` the operands stay.
module llama2_rtl_operands (
    input wire clk,
    input wire rst,
    input wire valid,  // a beat
    input wire value,  // of values, else of keys
    input wire first,  // its sum's first
    input wire last,  // its sum's last
    input wire [127:0] keys,  // a word of keys
    input wire [63:0] values,  // a word of values
    input wire [255:0] queries,  // a word of queries
    input wire [29:0] probabilities,  // the slots' probabilities
    output wire op_valid,  // a beat
    output wire op_value,  // of values, else of keys
    output wire op_first,  // its sum's first
    output wire op_last,  // its sum's last
    output wire [255:0] op_a,  // elements of keys or values, one per lane
    output wire [255:0] op_b  // elements of queries, or probabilities, one per lane and way
);

wire reset;
wire reset_0;
wire reset_1;
wire reset_2;
wire reset_3;
wire [3:0] flags_d;
wire [3:0] flags_q;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

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

wire [15:0] u_lane_0_a;
wire [15:0] u_lane_0_b;
llama2_rtl_operand_lane u_lane_0 (
    .clk(clk),
    .rst(reset_0),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[15:0]),
    .query(queries[15:0]),
    .value_element(values[7:0]),
    .probability(probabilities[14:0]),
    .a(u_lane_0_a),
    .b(u_lane_0_b)
);

wire [15:0] u_lane_1_a;
wire [15:0] u_lane_1_b;
llama2_rtl_operand_lane u_lane_1 (
    .clk(clk),
    .rst(reset_0),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[31:16]),
    .query(queries[31:16]),
    .value_element(values[15:8]),
    .probability(probabilities[14:0]),
    .a(u_lane_1_a),
    .b(u_lane_1_b)
);

wire [15:0] u_lane_2_a;
wire [15:0] u_lane_2_b;
llama2_rtl_operand_lane u_lane_2 (
    .clk(clk),
    .rst(reset_0),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[47:32]),
    .query(queries[47:32]),
    .value_element(values[23:16]),
    .probability(probabilities[14:0]),
    .a(u_lane_2_a),
    .b(u_lane_2_b)
);

wire [15:0] u_lane_3_a;
wire [15:0] u_lane_3_b;
llama2_rtl_operand_lane u_lane_3 (
    .clk(clk),
    .rst(reset_0),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[63:48]),
    .query(queries[63:48]),
    .value_element(values[31:24]),
    .probability(probabilities[14:0]),
    .a(u_lane_3_a),
    .b(u_lane_3_b)
);

wire [15:0] u_lane_4_a;
wire [15:0] u_lane_4_b;
llama2_rtl_operand_lane u_lane_4 (
    .clk(clk),
    .rst(reset_1),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[79:64]),
    .query(queries[79:64]),
    .value_element(values[39:32]),
    .probability(probabilities[14:0]),
    .a(u_lane_4_a),
    .b(u_lane_4_b)
);

wire [15:0] u_lane_5_a;
wire [15:0] u_lane_5_b;
llama2_rtl_operand_lane u_lane_5 (
    .clk(clk),
    .rst(reset_1),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[95:80]),
    .query(queries[95:80]),
    .value_element(values[47:40]),
    .probability(probabilities[14:0]),
    .a(u_lane_5_a),
    .b(u_lane_5_b)
);

wire [15:0] u_lane_6_a;
wire [15:0] u_lane_6_b;
llama2_rtl_operand_lane u_lane_6 (
    .clk(clk),
    .rst(reset_1),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[111:96]),
    .query(queries[111:96]),
    .value_element(values[55:48]),
    .probability(probabilities[14:0]),
    .a(u_lane_6_a),
    .b(u_lane_6_b)
);

wire [15:0] u_lane_7_a;
wire [15:0] u_lane_7_b;
llama2_rtl_operand_lane u_lane_7 (
    .clk(clk),
    .rst(reset_1),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[127:112]),
    .query(queries[127:112]),
    .value_element(values[63:56]),
    .probability(probabilities[14:0]),
    .a(u_lane_7_a),
    .b(u_lane_7_b)
);

wire [15:0] u_lane_8_a;
wire [15:0] u_lane_8_b;
llama2_rtl_operand_lane u_lane_8 (
    .clk(clk),
    .rst(reset_2),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[15:0]),
    .query(queries[143:128]),
    .value_element(values[7:0]),
    .probability(probabilities[29:15]),
    .a(u_lane_8_a),
    .b(u_lane_8_b)
);

wire [15:0] u_lane_9_a;
wire [15:0] u_lane_9_b;
llama2_rtl_operand_lane u_lane_9 (
    .clk(clk),
    .rst(reset_2),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[31:16]),
    .query(queries[159:144]),
    .value_element(values[15:8]),
    .probability(probabilities[29:15]),
    .a(u_lane_9_a),
    .b(u_lane_9_b)
);

wire [15:0] u_lane_10_a;
wire [15:0] u_lane_10_b;
llama2_rtl_operand_lane u_lane_10 (
    .clk(clk),
    .rst(reset_2),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[47:32]),
    .query(queries[175:160]),
    .value_element(values[23:16]),
    .probability(probabilities[29:15]),
    .a(u_lane_10_a),
    .b(u_lane_10_b)
);

wire [15:0] u_lane_11_a;
wire [15:0] u_lane_11_b;
llama2_rtl_operand_lane u_lane_11 (
    .clk(clk),
    .rst(reset_2),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[63:48]),
    .query(queries[191:176]),
    .value_element(values[31:24]),
    .probability(probabilities[29:15]),
    .a(u_lane_11_a),
    .b(u_lane_11_b)
);

wire [15:0] u_lane_12_a;
wire [15:0] u_lane_12_b;
llama2_rtl_operand_lane u_lane_12 (
    .clk(clk),
    .rst(reset_3),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[79:64]),
    .query(queries[207:192]),
    .value_element(values[39:32]),
    .probability(probabilities[29:15]),
    .a(u_lane_12_a),
    .b(u_lane_12_b)
);

wire [15:0] u_lane_13_a;
wire [15:0] u_lane_13_b;
llama2_rtl_operand_lane u_lane_13 (
    .clk(clk),
    .rst(reset_3),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[95:80]),
    .query(queries[223:208]),
    .value_element(values[47:40]),
    .probability(probabilities[29:15]),
    .a(u_lane_13_a),
    .b(u_lane_13_b)
);

wire [15:0] u_lane_14_a;
wire [15:0] u_lane_14_b;
llama2_rtl_operand_lane u_lane_14 (
    .clk(clk),
    .rst(reset_3),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[111:96]),
    .query(queries[239:224]),
    .value_element(values[55:48]),
    .probability(probabilities[29:15]),
    .a(u_lane_14_a),
    .b(u_lane_14_b)
);

wire [15:0] u_lane_15_a;
wire [15:0] u_lane_15_b;
llama2_rtl_operand_lane u_lane_15 (
    .clk(clk),
    .rst(reset_3),
    .load(valid),
    .value(value),
    .empty(1'd0),
    .key(keys[127:112]),
    .query(queries[255:240]),
    .value_element(values[63:56]),
    .probability(probabilities[29:15]),
    .a(u_lane_15_a),
    .b(u_lane_15_b)
);

assign flags_d = {valid, value, first, last};

llama2_rtl_delay_4x2 u_flags (
    .clk(clk),
    .rst(reset),
    .d(flags_d),
    .q(flags_q)
);

assign {op_valid, op_value, op_first, op_last} = flags_q;

assign op_a = {
    u_lane_15_a,
    u_lane_14_a,
    u_lane_13_a,
    u_lane_12_a,
    u_lane_11_a,
    u_lane_10_a,
    u_lane_9_a,
    u_lane_8_a,
    u_lane_7_a,
    u_lane_6_a,
    u_lane_5_a,
    u_lane_4_a,
    u_lane_3_a,
    u_lane_2_a,
    u_lane_1_a,
    u_lane_0_a
};

assign op_b = {
    u_lane_15_b,
    u_lane_14_b,
    u_lane_13_b,
    u_lane_12_b,
    u_lane_11_b,
    u_lane_10_b,
    u_lane_9_b,
    u_lane_8_b,
    u_lane_7_b,
    u_lane_6_b,
    u_lane_5_b,
    u_lane_4_b,
    u_lane_3_b,
    u_lane_2_b,
    u_lane_1_b,
    u_lane_0_b
};
endmodule
