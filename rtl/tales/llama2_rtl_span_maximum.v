// llama2_rtl_span_maximum: generated from the block span_maximum(). Change the block, not this file.
`timescale 1ns/1ps

// One slot's largest score of a span: `highest` of the `valid` scores since `first`. Latency 1 cycle from the
// score; the flags come a cycle before it: their fan-out is all slots, so each keeps its own.
module llama2_rtl_span_maximum (
    input wire clk,
    input wire rst,
    input wire valid,  // a position
    input wire first,  // its span's first
    input wire signed [24:0] scaled,  // the score, a cycle after its marks
    output reg signed [24:0] highest  // the span's largest score
);

wire [1:0] flags;
wire [25:0] key;
wire [1:0] own;
wire [25:0] highest_key;

llama2_rtl_own_register_2 u_flags (
    .clk(clk),
    .rst(rst),
    .d(flags),
    .q(own)
);

assign flags = {valid, first};

assign key = {own[0], (!scaled[24]), scaled[24-1:0]};
assign highest_key = {1'b0, (!highest[24]), highest[24-1:0]};

always @(posedge clk) begin  // keep
    if (rst == 1) begin
        highest <= 0;
    end
    else begin
        if ((own[1] && (key > highest_key))) begin
            highest <= scaled;
        end
    end
end
endmodule
