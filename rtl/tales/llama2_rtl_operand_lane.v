// llama2_rtl_operand_lane: generated from the block operand_lane(k_bits=16, v_bits=8). Change the block, not this file.
`timescale 1ns/1ps

// One lane's operands of an attention beat. On `load`: `a` = key, `b` = query, or in a `value` beat value and
// probability. Latency 1 cycle.
//
// `empty`: the query has no element here, `b` is zero. The three flags come a cycle before the words that they tell
// about: their fan-out is all lanes, so each keeps its own.
module llama2_rtl_operand_lane (
    input wire clk,
    input wire rst,
    input wire load,  // a beat
    input wire value,  // of values, else of keys
    input wire empty,  // the query has no element here
    input wire signed [15:0] key,  // the key's element
    input wire signed [15:0] query,  // the query's element
    input wire signed [7:0] value_element,  // the value's element
    input wire [14:0] probability,  // the position's probability
    output reg signed [15:0] a,  // key or value
    output reg signed [15:0] b  // query or probability
);

wire [2:0] flags;
wire [2:0] own;
wire signed [15:0] wide_value;
wire signed [15:0] wide_probability;
wire signed [15:0] wide_key;

assign wide_key = key;

assign wide_value = {{8{value_element[7]}}, value_element};

assign wide_probability = {{1{1'b0}}, probability};

llama2_rtl_own_register_3 u_flags (
    .clk(clk),
    .rst(rst),
    .d(flags),
    .q(own)
);

assign flags = {load, value, empty};

always @(posedge clk) begin  // select
    if (rst == 1) begin
        a <= 0;
        b <= 0;
    end
    else begin
        if ((own[2] && own[1])) begin
            a <= wide_value;
            b <= wide_probability;
        end
        else if (own[2]) begin
            a <= wide_key;
            if (own[0]) begin
                b <= 0;
            end
            else begin
                b <= query;
            end
        end
    end
end

endmodule
