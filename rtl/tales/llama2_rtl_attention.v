// llama2_rtl_attention: generated from the block attention(geometry, dot_latency=5, pv_latency=3). Change the block, not this file.
`timescale 1ns/1ps

// A layer begins with `start`, its token's first with `layer_first` as well; `position` stays until
// `done`. At least 4 cycles later come the query heads in ascending order, an element per cycle with `q_we`,
// `q_last` on a head's last. While `kv_ready` is high, the token's keys and values are in the cache and the
// lanes are free.
//
// Beats: `op_valid` with operands for all lanes, key times query, or (`op_value`) value times probability;
// `op_first` and `op_last` bound an accumulation. `dot_latency` cycles after the `op_last` of a key come the
// slots' `dots`, `pv_latency` >= 3 cycles after that of values the lanes' sums `pv`. The words and shifts of
// the KV cache follow their addresses by 4 cycles, and `key_issue` or `value_issue`, which use up a
// word that is `key_there` or `value_there`, by one cycle more. `last_beat` comes with the layer's last beat.
//
// The output vector leaves as `u` (Q16.16) element by element, `u_commit` and `done` with its last one.
module llama2_rtl_attention (
    input wire clk,
    input wire rst,
    input wire start,
    input wire layer_first,
    input wire [7:0] position,
    input wire kv_ready,
    input wire key_there,
    input wire value_there,
    output wire key_issue,
    output wire value_issue,
    input wire q_we,
    input wire signed [15:0] q_mantissa,
    input wire [4:0] q_shift,
    input wire q_last,
    output wire [11:0] kv_addr,
    output wire [11:0] kv_shift_addr,
    input wire [127:0] keys,
    input wire [63:0] values,
    input wire [4:0] key_shifts,
    input wire [4:0] value_shifts,
    output wire op_valid,
    output wire op_value,
    output wire op_first,
    output wire op_last,
    output wire [255:0] op_a,
    output wire [255:0] op_b,
    input wire dot_valid,
    input wire [69:0] dots,
    input wire pv_valid,
    input wire [463:0] pv,
    output wire u_we,
    output wire [5:0] u_index,
    output wire signed [31:0] u,
    output wire u_commit,
    output wire last_beat,
    output wire done
);

wire [3:0] beat;
wire valid;
wire value;
wire first;
wire last;
wire [7:0] probability_place;
wire [1:0] bank;
wire [5:0] index;
wire read_valid;
wire [3:0] beat_at_read;
wire read_value;
wire read_first;
wire read_last;
wire [4:0] unit;
wire first_block;
wire final_block;
wire unit_valid;
wire [4:0] unit_at_sums;
wire unit_first_block;
wire unit_final_block;
wire [1:0] unit_bank;
wire reset;
wire [5:0] last_index;
wire [2:0] ready_items;
wire [1:0] item;
wire [1:0] query_addr;
wire [1:0] query_read;
wire [1:0] item_read;
wire [255:0] queries;
wire offer;
wire layer_end;
wire [7:0] probability_read;
wire [29:0] probabilities;
wire [9:0] query_shifts;
wire [11:0] dot_shifts;
wire [4:0] dot_value_shifts;
wire [11:0] deltas;
wire [2:0] sum_item;
wire [0:0] sum_slot;
wire [15:0] factor;
wire [5:0] factor_shift;
wire [11:0] score_shifts;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

llama2_rtl_query_store u_query_store (
    .clk(clk),
    .rst(reset),
    .start(start),
    .q_we(q_we),
    .q_mantissa(q_mantissa),
    .q_shift(q_shift),
    .q_last(q_last),
    .ready_items(ready_items),
    .item(item_read),
    .shifts(query_shifts),
    .word_addr(query_read),
    .word(queries)
);

llama2_rtl_scheduler u_scheduler (
    .clk(clk),
    .rst(reset),
    .start(start),
    .layer_first(layer_first),
    .last_block(position[7:6]),
    .last_index(last_index),
    .kv_ready(kv_ready),
    .key_there(key_there),
    .value_there(value_there),
    .ready_items(ready_items),
    .offer(offer),
    .key_issue(key_issue),
    .value_issue(value_issue),
    .valid(valid),
    .value(value),
    .first(first),
    .last(last),
    .layer_end(layer_end),
    .first_block(first_block),
    .final_block(final_block),
    .word_addr(kv_addr),
    .shift_addr(kv_shift_addr),
    .item(item),
    .query_addr(query_addr),
    .bank(bank),
    .index(index)
);

llama2_rtl_delay_2x3 u_query_read (
    .clk(clk),
    .rst(reset),
    .d(query_addr),
    .q(query_read)
);

llama2_rtl_delay_2x2 u_item_read (
    .clk(clk),
    .rst(reset),
    .d(item),
    .q(item_read)
);

llama2_rtl_delay_8x2 u_probability_read (
    .clk(clk),
    .rst(reset),
    .d(probability_place),
    .q(probability_read)
);

llama2_rtl_delay_4x3 u_beat (
    .clk(clk),
    .rst(reset),
    .d(beat),
    .q(beat_at_read)
);

llama2_rtl_delay_bit_5 u_last_beat (
    .clk(clk),
    .rst(reset),
    .d(layer_end),
    .q(last_beat)
);

assign beat = {valid, value, first, last};
assign probability_place = {bank, index};
assign read_valid = beat_at_read[3];
assign read_value = beat_at_read[2];
assign read_first = beat_at_read[1];
assign read_last = beat_at_read[0];

llama2_rtl_operands u_operands (
    .clk(clk),
    .rst(rst),
    .valid(read_valid),
    .value(read_value),
    .first(read_first),
    .last(read_last),
    .keys(keys),
    .values(values),
    .queries(queries),
    .probabilities(probabilities),
    .op_valid(op_valid),
    .op_value(op_value),
    .op_first(op_first),
    .op_last(op_last),
    .op_a(op_a),
    .op_b(op_b)
);

wire [5:0] u_score_shift_0_score_shift;
llama2_rtl_score_shift u_score_shift_0 (
    .clk(clk),
    .rst(reset),
    .query_shift(query_shifts[4:0]),
    .key_shift(key_shifts),
    .score_shift(u_score_shift_0_score_shift)
);

wire [5:0] u_score_shift_1_score_shift;
llama2_rtl_score_shift u_score_shift_1 (
    .clk(clk),
    .rst(reset),
    .query_shift(query_shifts[9:5]),
    .key_shift(key_shifts),
    .score_shift(u_score_shift_1_score_shift)
);

llama2_rtl_delay_12x5 u_score_shifts (
    .clk(clk),
    .rst(reset),
    .d(score_shifts),
    .q(dot_shifts)
);

llama2_rtl_delay_5x6 u_value_shifts (
    .clk(clk),
    .rst(reset),
    .d(value_shifts),
    .q(dot_value_shifts)
);

llama2_rtl_delay_5x4 u_unit (
    .clk(clk),
    .rst(reset),
    .d(unit),
    .q(unit_at_sums)
);

assign unit = {(valid && value && last), first_block, final_block, bank};
assign unit_valid = unit_at_sums[(2 + 2)];
assign unit_first_block = unit_at_sums[(2 + 1)];
assign unit_final_block = unit_at_sums[2];
assign unit_bank = unit_at_sums[2-1:0];

llama2_rtl_online_softmax u_online_softmax (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_block(position[7:6]),
    .last_index(last_index),
    .dot_valid(dot_valid),
    .dots(dots),
    .score_shifts(dot_shifts),
    .value_shifts(dot_value_shifts),
    .offer(offer),
    .read_place(probability_read),
    .probabilities(probabilities),
    .delta_bank(unit_bank),
    .deltas(deltas),
    .read_item(sum_item),
    .read_slot(sum_slot),
    .factor(factor),
    .factor_shift(factor_shift)
);

llama2_rtl_combine u_combine (
    .clk(clk),
    .rst(rst),
    .start(start),
    .unit(unit_valid),
    .unit_first_block(unit_first_block),
    .unit_final_block(unit_final_block),
    .deltas(deltas),
    .pv_valid(pv_valid),
    .pv(pv),
    .read_item(sum_item),
    .read_slot(sum_slot),
    .factor(factor),
    .factor_shift(factor_shift),
    .u_we(u_we),
    .u_index(u_index),
    .u(u),
    .u_commit(u_commit)
);

assign done = u_commit;

assign last_index = {
    position[5:0]
};

assign score_shifts = {
    u_score_shift_1_score_shift,
    u_score_shift_0_score_shift
};
endmodule
