// llama2_rtl_online_softmax: generated from the block online_softmax(geometry, offer_delay=1). Change the block, not this file.
`timescale 1ns/1ps

// Takes the dot products of the positions of each span of each item, with the scores' and the values'
// shifts.
//
// `offer` announces a span's probabilities, one position per cycle: the first may be addressed by
// `read_place` (bank, index) 1 + 1 - `offer_delay` cycles later, and follows two cycles after that.
// `deltas` are the growths of a span's maxima, `factor` and `factor_shift` the reciprocal of a denominator:
// they follow their addresses by one cycle.
module llama2_rtl_online_softmax (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire dot_valid,  // sums are there
    input wire [69:0] dots,  // the sums, packed
    input wire [11:0] score_shifts,  // the dot products' shifts, with them
    input wire [4:0] value_shifts,  // the shifts of the position's values, with them
    output wire offer,  // the probabilities of a span are coming
    input wire [7:0] read_place,  // what is read
    output wire [29:0] probabilities,  // its data
    input wire [1:0] delta_bank,  // what is read
    output wire [11:0] deltas,  // its data
    input wire [2:0] read_item,  // the item
    input wire [0:0] read_slot,  // its head
    output wire [15:0] factor,  // the reciprocal's mantissa
    output wire [5:0] factor_shift  // its exponent
);

wire [7:0] scaled_addr;
wire [5:0] read_index;
wire [7:0] pass_place;
wire [3:0] flags;
wire [3:0] flags_at_sum;
reg begun;
reg complete;
wire own_rst;
wire reset_0;
wire reset_1;
wire span_scored;
wire [7:0] place;
wire delta_valid;
wire [1:0] bank_at_delta;
wire [1:0] read_bank;
wire [49:0] highest;
wire [11:0] new_deltas;
wire [5:0] index;
wire first_span;
wire final_span;
wire [49:0] scaled;
wire [4:0] scaled_shifts;
wire sum_valid;
wire sum_first;
wire sum_first_span;
wire valid;
wire first;
wire last;
wire [29:0] new_probabilities;
wire [79:0] totals;

llama2_rtl_span_scores u_span_scores (
    .clk(clk),
    .rst(rst),
    .start(begun),
    .last_span(last_span),
    .last_index(last_index),
    .dot_valid(dot_valid),
    .dots(dots),
    .score_shifts(score_shifts),
    .value_shifts(value_shifts),
    .span_scored(span_scored),
    .read_bank(read_bank),
    .highest(highest),
    .read_place(scaled_addr),
    .scaled(scaled),
    .scaled_shifts(scaled_shifts)
);

llama2_rtl_softmax_pass u_softmax_pass (
    .clk(clk),
    .rst(own_rst),
    .start(begun),
    .last_span(last_span),
    .last_index(last_index),
    .span_scored(span_scored),
    .valid(valid),
    .first(first),
    .last(last),
    .bank(read_bank),
    .index(index),
    .first_span(first_span),
    .final_span(final_span),
    .read_index(read_index)
);

llama2_rtl_delay_4x7 u_flags (
    .clk(clk),
    .rst(own_rst),
    .d(flags),
    .q(flags_at_sum)
);

llama2_rtl_delay_8x7 u_place (
    .clk(clk),
    .rst(own_rst),
    .d(pass_place),
    .q(place)
);

llama2_rtl_delay_1x2 u_delta_valid (
    .clk(clk),
    .rst(own_rst),
    .d(first),
    .q(delta_valid)
);

llama2_rtl_delay_2x2 u_delta_bank (
    .clk(clk),
    .rst(own_rst),
    .d(read_bank),
    .q(bank_at_delta)
);

llama2_rtl_delay_1x7 u_offer (
    .clk(clk),
    .rst(own_rst),
    .d(first),
    .q(offer)
);

assign scaled_addr = {read_bank, read_index};
assign pass_place = {read_bank, index};
assign flags = {valid, first, first_span, (last && final_span)};
assign sum_valid = flags_at_sum[3];
assign sum_first = flags_at_sum[2];
assign sum_first_span = flags_at_sum[1];

always @(posedge clk) begin  // follow
    if (own_rst == 1) begin
        begun <= 0;
        complete <= 0;
    end
    else begin
        begun <= start;
        complete <= flags_at_sum[0];
    end
end

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
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

wire [5:0] u_slot_0_delta;
wire [14:0] u_slot_0_probability;
wire [39:0] u_slot_0_total;
llama2_rtl_softmax_slot u_slot_0 (
    .clk(clk),
    .rst(reset_0),
    .update(first),
    .first_span(first_span),
    .highest(highest[24:0]),
    .scaled(scaled[24:0]),
    .value_shift(scaled_shifts),
    .delta(u_slot_0_delta),
    .probability(u_slot_0_probability),
    .sum_valid(sum_valid),
    .sum_first(sum_first),
    .sum_first_span(sum_first_span),
    .total(u_slot_0_total)
);

wire [5:0] u_slot_1_delta;
wire [14:0] u_slot_1_probability;
wire [39:0] u_slot_1_total;
llama2_rtl_softmax_slot u_slot_1 (
    .clk(clk),
    .rst(reset_1),
    .update(first),
    .first_span(first_span),
    .highest(highest[49:25]),
    .scaled(scaled[49:25]),
    .value_shift(scaled_shifts),
    .delta(u_slot_1_delta),
    .probability(u_slot_1_probability),
    .sum_valid(sum_valid),
    .sum_first(sum_first),
    .sum_first_span(sum_first_span),
    .total(u_slot_1_total)
);

llama2_rtl_registered_ram_30x256 u_probabilities (
    .clk(clk),
    .we(sum_valid),
    .waddr(place),
    .wdata(new_probabilities),
    .raddr(read_place),
    .rdata(probabilities)
);

llama2_rtl_ram_12x4 u_deltas (
    .clk(clk),
    .we(delta_valid),
    .waddr(bank_at_delta),
    .wdata(new_deltas),
    .raddr(delta_bank),
    .rdata(deltas)
);

llama2_rtl_reciprocals u_reciprocals (
    .clk(clk),
    .rst(own_rst),
    .start(begun),
    .load(complete),
    .totals(totals),
    .read_item(read_item),
    .read_slot(read_slot),
    .factor(factor),
    .shift(factor_shift)
);

assign new_deltas = {
    u_slot_1_delta,
    u_slot_0_delta
};

assign new_probabilities = {
    u_slot_1_probability,
    u_slot_0_probability
};

assign totals = {
    u_slot_1_total,
    u_slot_0_total
};
endmodule
