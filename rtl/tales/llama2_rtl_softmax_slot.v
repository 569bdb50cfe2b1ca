// llama2_rtl_softmax_slot: generated from the block softmax_slot(geometry). Change the block, not this file.
`timescale 1ns/1ps

// One slot of the online softmax. `update` brings a span's `highest` score, the next cycles its scores, `scaled`
// with `value_shift`. Each `probability` follows 6 cycles later, a cycle after `sum_valid`, and `sum_first` on
// a span's first; a cycle after that it is in `total`. `delta`: see `running_maximum`.
module llama2_rtl_softmax_slot (
    input wire clk,
    input wire rst,
    input wire update,  // a span begins
    input wire first_span,  // it is its item's first
    input wire signed [24:0] highest,  // its largest score
    input wire signed [24:0] scaled,  // a score
    input wire [4:0] value_shift,  // the shift of the position's value, with its score
    output wire [5:0] delta,  // the maximum's growth
    output wire [14:0] probability,  // a position's probability
    input wire sum_valid,  // a position
    input wire sum_first,  // its span's first
    input wire sum_first_span,  // the span is its item's first
    output wire signed [39:0] total  // the denominator so far
);

wire [25:0] distance;
wire [30:0] weight;
reg [4:0] shift;

always @(posedge clk) begin  // follow
    if (rst == 1) begin
        shift <= 0;
    end
    else begin
        shift <= value_shift;
    end
end

llama2_rtl_running_maximum u_running_maximum (
    .clk(clk),
    .rst(rst),
    .update(update),
    .first_span(first_span),
    .highest(highest),
    .scaled(scaled),
    .delta(delta),
    .distance(distance)
);

llama2_rtl_exp2 u_exp2 (
    .clk(clk),
    .rst(rst),
    .in_valid(update),
    .d(distance),
    .shift(shift),
    .out_valid(),
    .p(probability),
    .l(weight)
);

llama2_rtl_denominator u_denominator (
    .clk(clk),
    .rst(rst),
    .valid(sum_valid),
    .first(sum_first),
    .first_span(sum_first_span),
    .weight(weight),
    .delta(delta),
    .total(total)
);
endmodule
