// llama2_rtl_span_scores: generated from the block span_scores(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Dot products of positions in the scheduler's order, each with its shifts, become scaled scores.
//
// `span_scored` tells that a span is complete, a cycle after its last score; a cycle later `highest` of its scores
// may be read by the bank, and `scaled` (`scaled_read`) by bank and index: the former follows its address by one
// cycle, the latter by two.
module llama2_rtl_span_scores (
    input wire clk,
    input wire rst,
    input wire start,  // a layer begins
    input wire [1:0] last_span,  // the span of the token's position
    input wire [5:0] last_index,  // the position in its span
    input wire dot_valid,  // a position's dot products
    input wire [69:0] dots,  // the dot products
    input wire [11:0] score_shifts,  // their shifts
    input wire [4:0] value_shifts,  // the shifts of the position's values
    output reg span_scored,  // a span is complete
    input wire [1:0] highest_raddr,  // the address
    output wire [49:0] highest_rdata,  // the word
    input wire [7:0] scaled_raddr,  // the address
    output wire [54:0] scaled_rdata  // the word
);

reg new_we;
wire score_valid;
reg [4:0] shifts_at_scaled;
wire [4:0] shifts_at_score;
reg most_we;
reg [1:0] most_waddr;
reg [1:0] bank;
wire [1:0] place_bank;
reg [5:0] index;
wire [5:0] place_index;
reg complete;
wire span_end;
reg first;
wire own_rst;
wire [7:0] new_waddr;
wire [54:0] new_wdata;
wire [49:0] new_scaled;
wire [5:0] to_score_d;
wire [5:0] to_score_q;
wire reset_0;
wire reset_1;
wire [49:0] most_wdata;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

assign to_score_d = {dot_valid, value_shifts};

llama2_rtl_delay_6x3 u_to_score (
    .clk(clk),
    .rst(own_rst),
    .d(to_score_d),
    .q(to_score_q)
);

assign {score_valid, shifts_at_score} = to_score_q;

always @(posedge clk) begin  // follow
    if (own_rst == 1) begin
        bank <= 0;
        complete <= 0;
        first <= 0;
        index <= 0;
        most_waddr <= 0;
        most_we <= 0;
        new_we <= 0;
        shifts_at_scaled <= 0;
        span_scored <= 0;
    end
    else begin
        new_we <= score_valid;
        shifts_at_scaled <= shifts_at_score;
        most_we <= new_we;
        most_waddr <= bank;
        bank <= place_bank;
        index <= place_index;
        complete <= (score_valid && span_end);
        span_scored <= complete;
        first <= (start || (first && (!score_valid)) || (score_valid && span_end));
    end
end

llama2_rtl_span_position u_span_position (
    .clk(clk),
    .rst(own_rst),
    .start(start),
    .last_span(last_span),
    .last_index(last_index),
    .advance(score_valid),
    .again(1'd0),
    .bank(place_bank),
    .index(place_index),
    .first_span(),
    .final_span(),
    .next_final(),
    .span_end(span_end)
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

wire [24:0] u_score_0_scaled;
llama2_rtl_score_slot u_score_0 (
    .clk(clk),
    .rst(reset_0),
    .dot_valid(dot_valid),
    .dot(dots[34:0]),
    .score_shift(score_shifts[5:0]),
    .value_shift(shifts_at_score),
    .scaled(u_score_0_scaled)
);

wire [24:0] u_span_maximum_0_highest;
llama2_rtl_span_maximum u_span_maximum_0 (
    .clk(clk),
    .rst(reset_0),
    .valid(score_valid),
    .first(first),
    .scaled(new_scaled[24:0]),
    .highest(u_span_maximum_0_highest)
);

wire [24:0] u_score_1_scaled;
llama2_rtl_score_slot u_score_1 (
    .clk(clk),
    .rst(reset_1),
    .dot_valid(dot_valid),
    .dot(dots[69:35]),
    .score_shift(score_shifts[11:6]),
    .value_shift(shifts_at_score),
    .scaled(u_score_1_scaled)
);

wire [24:0] u_span_maximum_1_highest;
llama2_rtl_span_maximum u_span_maximum_1 (
    .clk(clk),
    .rst(reset_1),
    .valid(score_valid),
    .first(first),
    .scaled(new_scaled[49:25]),
    .highest(u_span_maximum_1_highest)
);

assign new_waddr = {bank, index};
assign new_wdata = {shifts_at_scaled, new_scaled};

llama2_rtl_ram_50x4 u_maxima (
    .clk(clk),
    .we(most_we),
    .waddr(most_waddr),
    .wdata(most_wdata),
    .raddr(highest_raddr),
    .rdata(highest_rdata)
);

llama2_rtl_registered_ram_55x256 u_scores (
    .clk(clk),
    .we(new_we),
    .waddr(new_waddr),
    .wdata(new_wdata),
    .raddr(scaled_raddr),
    .rdata(scaled_rdata)
);

assign new_scaled = {
    u_score_1_scaled,
    u_score_0_scaled
};

assign most_wdata = {
    u_span_maximum_1_highest,
    u_span_maximum_0_highest
};
endmodule
