// llama2_rtl_lane: generated from the block lane(act_bits=16). Change the block, not this file.
`timescale 1ns/1ps

// `product` = weight * act, or key_or_value * query_or_probability in an `attention` beat.
//
// Operands and product are registered, which is one DSP multiplier. Latency 2 cycles.
module llama2_rtl_lane (
    input wire clk,
    input wire rst,
    input wire signed [7:0] weight,
    input wire signed [15:0] act,  // the activation
    input wire attention,  // a beat of attention, else of a matrix
    input wire signed [15:0] key_or_value,  // an element of a key or value
    input wire signed [15:0] query_or_probability,  // an element of a query or a probability
    output reg signed [31:0] product
);

wire signed [15:0] a;
wire signed [15:0] b;

llama2_rtl_lane_operands_8 u_operands (
    .clk(clk),
    .rst(rst),
    .weight(weight),
    .act(act),
    .attention(attention),
    .key_or_value(key_or_value),
    .query_or_probability(query_or_probability),
    .a(a),
    .b(b)
);

always @(posedge clk) begin  // multiply
    if (rst == 1) begin
        product <= 0;
    end
    else begin
        product <= (a * b);
    end
end
endmodule
