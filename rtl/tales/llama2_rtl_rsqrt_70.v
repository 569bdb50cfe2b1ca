// llama2_rtl_rsqrt_70: generated from the block rsqrt(width=70). Change the block, not this file.
`timescale 1ns/1ps

// 1 / sqrt(s) = rm * 2^-16 * 2^-k, rm in [2^15, 2^16 - 1], `golden.functions.rsqrt`.
//
// Latency 8 cycles, throughput 1: three to find the highest four bits, one to shift by a pair of bits to m in
// [1, 4) with 16 fraction bits, one to read the table's entry of m's top bits, three for its register and
// Newton's step by m's distance from the middle of the entry. Raises ValueError for widths outside 65 to 80.
module llama2_rtl_rsqrt_70 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire [69:0] s,
    output wire out_valid,  // a sample
    output wire [15:0] rm,
    output wire [5:0] k
);

reg valid_4;
wire found_valid;
reg [17:0] m;
reg [5:0] k_4;
wire [5:0] index;
wire below_middle;
reg distance_valid;
reg [5:0] k_5;
wire [32:0] entry;
reg signed [11:0] distance;
wire [19:0] top;
wire [4:0] nibble;

llama2_rtl_leading_nibble_70 u_leading (
    .clk(clk),
    .rst(rst),
    .in_valid(in_valid),
    .x(s),
    .out_valid(found_valid),
    .top(top),
    .nibble(nibble)
);

llama2_rtl_registered_rom_rsqrt u_table (
    .clk(clk),
    .addr(index),
    .data(entry)
);

llama2_rtl_newton_step_13x12 u_step (
    .clk(clk),
    .rst(rst),
    .in_valid(distance_valid),
    .distance(distance),
    .entry(entry),
    .out_valid(out_valid),
    .y(rm)
);

llama2_rtl_delay_6x3 u_exponent (
    .clk(clk),
    .rst(rst),
    .d(k_5),
    .q(k)
);

always @(posedge clk) begin  // choose_pair
    if (rst == 1) begin
        k_4 <= 0;
        m <= 0;
        valid_4 <= 0;
    end
    else begin
        valid_4 <= found_valid;
        if ((top[20-1:18] != 0)) begin
            m <= top[20-1:2];
            k_4 <= {nibble, 1'b1};
        end
        else begin
            m <= top[18-1:0];
            k_4 <= {nibble, 1'b0};
        end
    end
end

assign index = m[18-1:12];
assign below_middle = (!m[11]);

always @(posedge clk) begin  // look_up
    if (rst == 1) begin
        distance_valid <= 0;
        distance <= 0;
        k_5 <= 0;
    end
    else begin
        distance_valid <= valid_4;
        k_5 <= k_4;
        distance <= $signed({below_middle, m[11-1:0]});
    end
end
endmodule
