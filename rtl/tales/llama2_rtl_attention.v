// llama2_rtl_attention: generated from the block attention(geometry, dot_latency=5, pv_latency=3). Change the block, not this file.
`timescale 1ns/1ps

// A layer begins with `start`, its token's first with `layer_first` as well; where its tokens stand stays until
// `done`. At least 4 cycles later come the query heads in ascending order, `tail` elements per cycle with `q_we`,
// `q_last` on a head's last. While `kv_ready` is high, the token's keys and values are in the cache and the
// lanes are free.
//
// Beats: `op_valid` with operands for all lanes, key times query, or (`op_value`) value times probability;
// `op_first` and `op_last` bound an accumulation. `dot_latency` cycles after the `op_last` of a key come the
// slots' `dots`, `pv_latency` >= 3 cycles after that of values the lanes' sums `pv`. The words and shifts of
// the KV cache follow their addresses by 4 cycles, and `key_issue` or `value_issue` by one cycle more.
// `last_beat` comes with the layer's last beat.
//
// The output vector leaves as `u` (Q16.16), `tail` elements at a time, `u_commit` and `done` with its last one.
//
// The vectors of a batch attend side by side: all to the positions up to the last vector's, of which those behind a
// vector's own have no weight for it. Their output leaves item by item, one vector after the other. Where they are of
// several texts, those of each have a turn of their own (`sequence_walk`), from the first text's on.
//
// Raises ValueError for a `pv_latency` below 3: the sums of a unit would come before what announces them.
module llama2_rtl_attention (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire layer_first,  // it is its token's first
    input wire [7:0] position,  // the token's position, of a batch the last one's
    input wire kv_ready,  // the token's keys and values are in the cache, and the lanes are free
    input wire key_there,  // a word of keys waits
    input wire value_there,  // a word of values waits
    output wire key_issue,  // it is taken
    output wire value_issue,  // it is taken
    output wire [11:0] kv_addr,  // the word's place on chip
    output wire [11:0] kv_shift_addr,  // the place of its shifts on chip
    input wire [127:0] keys,  // the keys
    input wire [63:0] values,  // the values
    input wire [4:0] key_shifts,  // the keys' shifts
    input wire [4:0] value_shifts,  // the values' shifts
    input wire q_we,  // an element
    input wire signed [15:0] q_mantissa,  // its mantissa
    input wire [4:0] q_shift,  // the head's shift
    input wire q_last,  // the head's last
    output wire op_valid,  // a beat
    output wire op_value,  // of values, else of keys
    output wire op_first,  // its sum's first
    output wire op_last,  // its sum's last
    output wire [255:0] op_a,  // elements of keys or values, one per lane
    output wire [255:0] op_b,  // elements of queries, or probabilities, one per lane and way
    input wire dot_valid,  // sums are there
    input wire [69:0] dots,  // the sums, packed
    input wire pv_valid,  // sums are there
    input wire [463:0] pv,  // the sums, packed
    output wire u_we,  // an element is written
    output wire [5:0] u_index,  // its number
    output wire signed [31:0] u,  // the element
    output wire u_commit,  // it is the vector's last
    output wire last_beat,  // the layer's last beat
    output wire done  // the layer's last element
);

wire [7:0] probability_place;
wire unit_ends;
wire [5:0] last_index;
wire reset;
wire store_reset;
wire scheduler_reset;
wire [3:0] beat_d;
wire [3:0] beat_q;
wire [4:0] unit_d;
wire [4:0] unit_q;
wire [2:0] ready_items;
wire [1:0] queries_raddr;
wire [255:0] queries_rdata;
wire offer;
wire [1:0] item;
wire [1:0] query_addr;
wire [7:0] probabilities_raddr;
wire [29:0] probabilities_rdata;
wire valid;
wire value;
wire first;
wire last;
wire at_read_valid;
wire at_read_value;
wire at_read_first;
wire at_read_last;
wire layer_end;
wire [1:0] bank;
wire [5:0] index;
wire first_span;
wire final_span;
wire [1:0] query_shifts_raddr;
wire [9:0] query_shifts_rdata;
wire [11:0] score_shifts;
wire [4:0] dots_value_shifts;
wire unit;
wire unit_first_span;
wire unit_final_span;
wire [1:0] deltas_raddr;
wire [11:0] deltas_rdata;
wire [2:0] read_item;
wire [0:0] read_slot;
wire [15:0] factor;
wire [5:0] factor_shift;
wire [11:0] early_shifts;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(reset)
);

llama2_rtl_reset_copy u_store_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(store_reset)
);

llama2_rtl_reset_copy u_scheduler_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(scheduler_reset)
);

llama2_rtl_query_store u_query_store (
    .clk(clk),
    .rst(store_reset),
    .start(start),
    .q_we(q_we),
    .q_mantissa(q_mantissa),
    .q_shift(q_shift),
    .q_last(q_last),
    .ready_items(ready_items),
    .shifts_raddr(query_shifts_raddr),
    .shifts_rdata(query_shifts_rdata),
    .word_raddr(queries_raddr),
    .word_rdata(queries_rdata)
);

llama2_rtl_scheduler u_scheduler (
    .clk(clk),
    .rst(scheduler_reset),
    .start(start),
    .layer_first(layer_first),
    .last_span(position[7:6]),
    .last_index(last_index),
    .kv_ready(kv_ready),
    .key_there(key_there),
    .value_there(value_there),
    .key_issue(key_issue),
    .value_issue(value_issue),
    .ready_items(ready_items),
    .offer(offer),
    .valid(valid),
    .value(value),
    .first(first),
    .last(last),
    .layer_end(layer_end),
    .bank(bank),
    .index(index),
    .first_span(first_span),
    .final_span(final_span),
    .word_addr(kv_addr),
    .shift_addr(kv_shift_addr),
    .item(item),
    .query_addr(query_addr)
);

llama2_rtl_delay_2x3 u_query_read (
    .clk(clk),
    .rst(reset),
    .d(query_addr),
    .q(queries_raddr)
);

llama2_rtl_delay_2x2 u_item_read (
    .clk(clk),
    .rst(reset),
    .d(item),
    .q(query_shifts_raddr)
);

llama2_rtl_delay_8x2 u_probability_read (
    .clk(clk),
    .rst(reset),
    .d(probability_place),
    .q(probabilities_raddr)
);

assign beat_d = {valid, value, first, last};

llama2_rtl_delay_4x3 u_beat (
    .clk(clk),
    .rst(reset),
    .d(beat_d),
    .q(beat_q)
);

assign {at_read_valid, at_read_value, at_read_first, at_read_last} = beat_q;

llama2_rtl_delay_1x5 u_last_beat (
    .clk(clk),
    .rst(reset),
    .d(layer_end),
    .q(last_beat)
);

assign probability_place = {bank, index};

llama2_rtl_operands u_operands (
    .clk(clk),
    .rst(rst),
    .valid(at_read_valid),
    .value(at_read_value),
    .first(at_read_first),
    .last(at_read_last),
    .keys(keys),
    .values(values),
    .queries(queries_rdata),
    .probabilities(probabilities_rdata),
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
    .query_shift(query_shifts_rdata[4:0]),
    .key_shift(key_shifts),
    .score_shift(u_score_shift_0_score_shift)
);

wire [5:0] u_score_shift_1_score_shift;
llama2_rtl_score_shift u_score_shift_1 (
    .clk(clk),
    .rst(reset),
    .query_shift(query_shifts_rdata[9:5]),
    .key_shift(key_shifts),
    .score_shift(u_score_shift_1_score_shift)
);

llama2_rtl_delay_12x5 u_score_shifts (
    .clk(clk),
    .rst(reset),
    .d(early_shifts),
    .q(score_shifts)
);

llama2_rtl_delay_5x6 u_value_shifts (
    .clk(clk),
    .rst(reset),
    .d(value_shifts),
    .q(dots_value_shifts)
);

assign unit_ends = (valid && value && last);

assign unit_d = {unit_ends, first_span, final_span, bank};

llama2_rtl_delay_5x4 u_unit (
    .clk(clk),
    .rst(reset),
    .d(unit_d),
    .q(unit_q)
);

assign {unit, unit_first_span, unit_final_span, deltas_raddr} = unit_q;

llama2_rtl_online_softmax u_online_softmax (
    .clk(clk),
    .rst(rst),
    .start(start),
    .last_span(position[7:6]),
    .last_index(last_index),
    .dot_valid(dot_valid),
    .dots(dots),
    .score_shifts(score_shifts),
    .value_shifts(dots_value_shifts),
    .offer(offer),
    .probabilities_raddr(probabilities_raddr),
    .probabilities_rdata(probabilities_rdata),
    .deltas_raddr(deltas_raddr),
    .deltas_rdata(deltas_rdata),
    .read_item(read_item),
    .read_slot(read_slot),
    .factor(factor),
    .factor_shift(factor_shift)
);

llama2_rtl_combine u_combine (
    .clk(clk),
    .rst(rst),
    .start(start),
    .unit(unit),
    .unit_first_span(unit_first_span),
    .unit_final_span(unit_final_span),
    .deltas(deltas_rdata),
    .pv_valid(pv_valid),
    .pv(pv),
    .read_item(read_item),
    .read_slot(read_slot),
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

assign early_shifts = {
    u_score_shift_1_score_shift,
    u_score_shift_0_score_shift
};
endmodule
