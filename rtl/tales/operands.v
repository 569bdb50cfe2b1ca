// operands: generated from the block operands(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module operands (
    clk,
    rst,
    valid,
    value,
    first,
    last,
    keys,
    values,
    queries,
    probabilities,
    op_valid,
    op_value,
    op_first,
    op_last,
    op_a,
    op_b
);
// `op_a` holds a word of the KV cache, each slot its key/value head; `op_b` the query's elements, or in a
// `value` beat in each lane the probability of its slot. Lanes without an element hold zeros. Latency 1
// cycle from the words and probabilities, 2 from the flags `valid`, `value`, `first` and `last`, which come ahead of
// them; without `valid` the operands stay.

input clk;
input rst;
input valid;
input value;
input first;
input last;
input [127:0] keys;
input [63:0] values;
input [255:0] queries;
input [29:0] probabilities;
output op_valid;
wire op_valid;
output op_value;
wire op_value;
output op_first;
wire op_first;
output op_last;
wire op_last;
output [255:0] op_a;
wire [255:0] op_a;
output [255:0] op_b;
wire [255:0] op_b;

wire [3:0] flags;
wire [3:0] flags_late;
wire reset;
wire reset_0;
wire reset_1;
wire reset_2;
wire reset_3;

reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

reset_copy u_reset_0 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_0)
);

reset_copy u_reset_1 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_1)
);

reset_copy u_reset_2 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_2)
);

reset_copy u_reset_3 (
    .clk(clk),
    .rst(rst),
    .own_rst(reset_3)
);

wire [15:0] u_lane_0_a;
wire [15:0] u_lane_0_b;
operand_lane u_lane_0 (
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
operand_lane u_lane_1 (
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
operand_lane u_lane_2 (
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
operand_lane u_lane_3 (
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
operand_lane u_lane_4 (
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
operand_lane u_lane_5 (
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
operand_lane u_lane_6 (
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
operand_lane u_lane_7 (
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
operand_lane u_lane_8 (
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
operand_lane u_lane_9 (
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
operand_lane u_lane_10 (
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
operand_lane u_lane_11 (
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
operand_lane u_lane_12 (
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
operand_lane u_lane_13 (
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
operand_lane u_lane_14 (
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
operand_lane u_lane_15 (
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

delay_4x2 u_flags (
    .clk(clk),
    .rst(reset),
    .d(flags),
    .q(flags_late)
);

assign flags = {valid, value, first, last};

assign op_valid = flags_late[3];
assign op_value = flags_late[2];
assign op_first = flags_late[1];
assign op_last = flags_late[0];

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
