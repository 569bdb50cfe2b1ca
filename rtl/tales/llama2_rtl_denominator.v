// llama2_rtl_denominator: generated from the block denominator(geometry). Change the block, not this file.
`timescale 1ns/1ps

// One slot's softmax denominator: adds the `valid` weights to `total`. The `first` of a span rescales it by
// `delta`, or starts it anew in the `first_span`. Latency 1 cycle.
//
// `delta` must be right from 3 cycles before `first` on.
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

wire signed [39:0] term;
wire signed [39:0] rescaled;

assign term = {{9{1'b0}}, weight};

llama2_rtl_round_shift_40_40 u_round_shift (
    .clk(clk),
    .rst(rst),
    .in_valid(valid),
    .x(total),
    .n(delta),
    .out_valid(),
    .y(rescaled)
);

always @(posedge clk) begin  // add
    if (rst == 1) begin
        total <= 0;
    end
    else begin
        if ((valid && first && first_span)) begin
            total <= term;
        end
        else if ((valid && first)) begin
            total <= (rescaled + term);
        end
        else if (valid) begin
            total <= (total + term);
        end
    end
end
endmodule
