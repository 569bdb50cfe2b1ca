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
    input wire signed [15:0] key_or_value,
    input wire signed [15:0] query_or_probability,
    output reg signed [31:0] product
);

reg signed [15:0] a;
reg signed [15:0] b;
wire signed [15:0] weight_wide;
wire signed [15:0] act_wide;

assign weight_wide = {{8{weight[7]}}, weight};

assign act_wide = act;

always @(posedge clk) begin  // multiply
    if (rst == 1) begin
        a <= 0;
        b <= 0;
        product <= 0;
    end
    else begin
        if (attention) begin
            a <= key_or_value;
            b <= query_or_probability;
        end
        else begin
            a <= weight_wide;
            b <= act_wide;
        end
        product <= (a * b);
    end
end

endmodule
