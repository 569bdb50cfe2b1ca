// llama2_rtl_online_softmax: generated from the block online_softmax(geometry, offer_delay=1). Change the block, not this file.
`timescale 1ns/1ps

// Takes the dot products of the positions of each span of each item, with the scores' and the values'
// shifts.
//
// `offer` announces a span's probabilities, one position per cycle: the first may be addressed, by
// bank and index, 1 + 1 - `offer_delay` cycles later, and follows two cycles after that.
// `deltas` are the growths of a span's maxima, `factor` and `factor_shift` the reciprocal of a denominator:
// they follow their addresses by one cycle.
module llama2_rtl_online_softmax (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire dot_valid,  // a position's dot products
    input wire [69:0] dots,  // the dot products
    input wire [11:0] score_shifts,  // their shifts
    input wire [4:0] value_shifts,  // the shifts of the position's values
    output wire offer,  // the probabilities of a span are coming
    input wire [7:0] probabilities_raddr,  // the address
    output wire [29:0] probabilities_rdata,  // the word
    input wire [1:0] deltas_raddr,  // the address
    output wire [11:0] deltas_rdata,  // the word
    input wire [2:0] read_item,  // the item
    input wire [0:0] read_slot,  // its head
    output wire [15:0] factor,  // the reciprocal's mantissa
    output wire [5:0] factor_shift  // its exponent
);

wire [7:0] scaled_raddr;
wire [5:0] read_index;
wire [7:0] pass_place;
wire item_last;
reg begun;
reg complete;
wire last_at_sum;
wire own_rst;
wire [11:0] sums_d;
wire [11:0] sums_q;
wire [9:0] new_d;
wire [9:0] new_q;
wire [2:0] delta_d;
wire [2:0] delta_q;
wire reset_0;
wire reset_1;
wire span_scored;
wire last_ahead;
wire [7:0] place_ahead;
wire delta_we;
wire [1:0] delta_waddr;
wire [11:0] delta_wdata;
wire [1:0] highest_raddr;
wire [49:0] highest_rdata;
wire new_we;
wire [7:0] new_waddr;
wire [29:0] new_wdata;
wire [5:0] index;
wire first_span;
wire final_span;
wire [54:0] scaled_rdata;
wire sum_valid;
wire sum_first;
wire sum_first_span;
wire valid;
wire first;
wire last;
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
    .highest_raddr(highest_raddr),
    .highest_rdata(highest_rdata),
    .scaled_raddr(scaled_raddr),
    .scaled_rdata(scaled_rdata)
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
    .bank(highest_raddr),
    .index(index),
    .first_span(first_span),
    .final_span(final_span),
    .read_index(read_index)
);

assign sums_d = {valid, first, first_span, item_last, pass_place};

llama2_rtl_delay_12x6 u_sums (
    .clk(clk),
    .rst(own_rst),
    .d(sums_d),
    .q(sums_q)
);

assign {sum_valid, sum_first, sum_first_span, last_ahead, place_ahead} = sums_q;

assign new_d = {sum_valid, last_ahead, place_ahead};

llama2_rtl_delay_10x1 u_new (
    .clk(clk),
    .rst(own_rst),
    .d(new_d),
    .q(new_q)
);

assign {new_we, last_at_sum, new_waddr} = new_q;

assign delta_d = {first, highest_raddr};

llama2_rtl_delay_3x2 u_delta (
    .clk(clk),
    .rst(own_rst),
    .d(delta_d),
    .q(delta_q)
);

assign {delta_we, delta_waddr} = delta_q;

llama2_rtl_delay_1x7 u_offer (
    .clk(clk),
    .rst(own_rst),
    .d(first),
    .q(offer)
);

assign scaled_raddr = {highest_raddr, read_index};
assign pass_place = {highest_raddr, index};
assign item_last = (last && final_span);

always @(posedge clk) begin  // follow
    if (own_rst == 1) begin
        begun <= 0;
        complete <= 0;
    end
    else begin
        begun <= start;
        complete <= last_at_sum;
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
    .highest(highest_rdata[24:0]),
    .scaled(scaled_rdata[24:0]),
    .value_shift(scaled_rdata[54:50]),
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
    .highest(highest_rdata[49:25]),
    .scaled(scaled_rdata[49:25]),
    .value_shift(scaled_rdata[54:50]),
    .delta(u_slot_1_delta),
    .probability(u_slot_1_probability),
    .sum_valid(sum_valid),
    .sum_first(sum_first),
    .sum_first_span(sum_first_span),
    .total(u_slot_1_total)
);

llama2_rtl_registered_ram_30x256 u_probabilities (
    .clk(clk),
    .we(new_we),
    .waddr(new_waddr),
    .wdata(new_wdata),
    .raddr(probabilities_raddr),
    .rdata(probabilities_rdata)
);

llama2_rtl_ram_12x4 u_deltas (
    .clk(clk),
    .we(delta_we),
    .waddr(delta_waddr),
    .wdata(delta_wdata),
    .raddr(deltas_raddr),
    .rdata(deltas_rdata)
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

assign delta_wdata = {
    u_slot_1_delta,
    u_slot_0_delta
};

assign new_wdata = {
    u_slot_1_probability,
    u_slot_0_probability
};

assign totals = {
    u_slot_1_total,
    u_slot_0_total
};
endmodule
