// llama2_rtl_lane_operands_8: generated from the block lane_operands(weight_bits=8, act_bits=16). Change the block, not this file.
`timescale 1ns/1ps

// `a` and `b` are `weight` and the activation, or key_or_value and query_or_probability in an `attention` beat.
// Latency 1 cycle.
module llama2_rtl_lane_operands_8 (
    input wire clk,
    input wire rst,
    input wire signed [7:0] weight,  // a weight, or two
    input wire signed [15:0] act,  // the activation
    input wire attention,  // a beat of attention, else of a matrix
    input wire signed [15:0] key_or_value,  // an element of a key or value
    input wire signed [15:0] query_or_probability,  // an element of a query or a probability
    output reg signed [15:0] a,  // a factor
    output reg signed [15:0] b  // the other factor
);

wire signed [15:0] attended;
wire signed [15:0] weight_wide;
wire signed [15:0] act_wide;

assign attended = key_or_value;

assign weight_wide = {{8{weight[7]}}, weight};

assign act_wide = act;

always @(posedge clk) begin  // choose
    if (rst == 1) begin
        a <= 0;
        b <= 0;
    end
    else begin
        if (attention) begin
            a <= attended;
            b <= query_or_probability;
        end
        else begin
            a <= weight_wide;
            b <= act_wide;
        end
    end
end
endmodule
