// llama2_rtl_denominator: generated from the block denominator(geometry). Change the block, not this file.
`timescale 1ns/1ps

// One slot's softmax denominator: adds the weights to `total`, each a cycle after its mark. The `first` of a span
// rescales it by `delta`, or starts it anew in the `first_span`. Latency 1 cycle from the weight; the marks come a
// cycle before it: their fan-out is all slots, so each keeps its own.
//
// `delta` must be right from 2 cycles before `first` on.
module llama2_rtl_denominator (
    input wire clk,
    input wire rst,
    input wire valid,  // a position
    input wire first,  // its span's first
    input wire first_span,  // the span is its item's first
    input wire [30:0] weight,  // a position's share
    input wire [5:0] delta,  // the maximum's growth in the span
    output reg signed [39:0] total  // the denominator so far
);

wire [2:0] flags;
reg signed [39:0] kept;
wire [2:0] own;
wire signed [39:0] rescaled;
wire signed [39:0] term;

assign term = {{9{1'b0}}, weight};

llama2_rtl_own_register_3 u_flags (
    .clk(clk),
    .rst(rst),
    .d(flags),
    .q(own)
);

llama2_rtl_round_shift_40_40 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(valid),
    .x(total),
    .n(delta),
    .out_valid(),
    .y(rescaled)
);

assign flags = {valid, first, (first && first_span)};

always @(own, rescaled, total) begin  // choose
    kept = total;
    if (own[0]) begin
        kept = 0;
    end
    else if (own[1]) begin
        kept = rescaled;
    end
end

always @(posedge clk) begin  // add
    if (rst == 1) begin
        total <= 0;
    end
    else begin
        if (own[2]) begin
            total <= (kept + term);
        end
    end
end
endmodule
