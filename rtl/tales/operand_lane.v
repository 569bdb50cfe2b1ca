// operand_lane: generated from the block operand_lane(k_bits=16, v_bits=8). Change the block, not this file.
`timescale 1ns/1ps

module operand_lane (
    clk,
    rst,
    load,
    value,
    empty,
    key,
    query,
    value_element,
    probability,
    a,
    b
);
// On `load`: `a` = key, `b` = query, or in a `value` beat value and probability. Latency 1 cycle.
//
// `empty`: the query has no element here, `b` is zero.

input clk;
input rst;
input load;
input value;
input empty;
input signed [15:0] key;
input signed [15:0] query;
input signed [7:0] value_element;
input [14:0] probability;
output signed [15:0] a;
reg signed [15:0] a;
output signed [15:0] b;
reg signed [15:0] b;

wire signed [15:0] wide_value;
wire signed [15:0] wide_probability;
wire signed [15:0] wide_key;

assign wide_key = key;

assign wide_value = {{8{value_element[7]}}, value_element};

assign wide_probability = {{1{1'b0}}, probability};

always @(posedge clk) begin  // select
    if (rst == 1) begin
        a <= 0;
        b <= 0;
    end
    else begin
        if ((load && value)) begin
            a <= wide_value;
            b <= wide_probability;
        end
        else if (load) begin
            a <= wide_key;
            if (empty) begin
                b <= 0;
            end
            else begin
                b <= query;
            end
        end
    end
end

endmodule
