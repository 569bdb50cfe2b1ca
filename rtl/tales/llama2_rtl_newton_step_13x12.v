// llama2_rtl_newton_step_13x12: generated from the block newton_step(slope_width=13, distance_bits=12, scale=10). Change the block, not this file.
`timescale 1ns/1ps

// y = (seed * 2^scale - slope * distance) with 16 fraction bits, at most 65535; entry = {slope, seed}, the seed
// with 20 fraction bits, a cycle later than `distance`. Latency 3 cycles from `distance`, throughput 1: one until the
// entry is there, product, difference.
module llama2_rtl_newton_step_13x12 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire signed [11:0] distance,
    input wire [32:0] entry,  // a cycle later: slope, seed
    output reg out_valid,  // a sample
    output reg [15:0] y
);

reg valid_1;
reg signed [11:0] distance_1;
wire signed [13:0] slope;
reg valid_2;
reg [19:0] seed;
reg signed [25:0] product;
wire [29:0] seed_scaled;
wire signed [31:0] total;
wire signed [31:0] minuend;
wire signed [31:0] subtrahend;
wire signed [31:0] result;

assign minuend = {{2{1'b0}}, seed_scaled};

assign subtrahend = {{6{product[25]}}, product};

always @(posedge clk) begin  // take
    if (rst == 1) begin
        distance_1 <= 0;
        valid_1 <= 0;
    end
    else begin
        valid_1 <= in_valid;
        distance_1 <= distance;
    end
end

assign slope = $signed({1'b0, entry[33-1:20]});

always @(posedge clk) begin  // multiply_slope
    if (rst == 1) begin
        product <= 0;
        seed <= 0;
        valid_2 <= 0;
    end
    else begin
        valid_2 <= valid_1;
        seed <= entry[20-1:0];
        product <= (slope * distance_1);
    end
end

assign seed_scaled = {seed, 10'h0};
assign total = (minuend - subtrahend);
assign result = $signed(total >>> 14);

always @(posedge clk) begin  // clamp
    if (rst == 1) begin
        out_valid <= 0;
        y <= 0;
    end
    else begin
        out_valid <= valid_2;
        if ((result[32-1:16] != 0)) begin
            y <= 65535;
        end
        else begin
            y <= result[16-1:0];
        end
    end
end
endmodule
