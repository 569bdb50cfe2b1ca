// llama2_rtl_lane_accumulator: generated from the block lane_accumulator(width=29). Change the block, not this file.
`timescale 1ns/1ps

// Adds `product` to `total` a cycle after each with `en`, starting anew where `clear` was high. Latency 1 cycle
// from the product; the flags come a cycle before it: their fan-out is all lanes, so each keeps a copy.
//
// `width` bits hold the exact sum of one block; no more than 32 of the product matter to it.
module llama2_rtl_lane_accumulator (
    input wire clk,
    input wire rst,
    input wire en,  // the next product is added
    input wire clear,  // it is the first of a sum
    input wire signed [31:0] product,  // the product, a cycle after en
    output reg signed [28:0] total  // the sum so far
);

wire [1:0] flags;
reg signed [28:0] kept;
wire [1:0] own;
wire signed [28:0] term;

assign term = product[28:0];

llama2_rtl_own_register_2 u_flags (
    .clk(clk),
    .rst(rst),
    .d(flags),
    .q(own)
);

assign flags = {en, clear};

always @(own, total) begin  // clear_kept
    kept = total;
    if (own[0]) begin
        kept = 0;
    end
end

always @(posedge clk) begin  // accumulate
    if (rst == 1) begin
        total <= 0;
    end
    else begin
        if (own[1]) begin
            total <= (kept + term);
        end
    end
end
endmodule
