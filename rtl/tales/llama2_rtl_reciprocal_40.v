// llama2_rtl_reciprocal_40: generated from the block reciprocal(width=40). Change the block, not this file.
`timescale 1ns/1ps

// 1 / x = rc * 2^-16 * 2^-k, rc in [2^15, 2^16 - 1], k = msb(x), of x > 0: `golden.functions.reciprocal`.
//
// Latency 8 cycles, throughput 1: three to find the highest four bits, one to shift the highest one away, one to
// read the table's entry of the next eight, three for its register and Newton's step by the distance of the eight bits
// after those from the middle of the entry. Raises ValueError for a width above 64.
module llama2_rtl_reciprocal_40 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire [39:0] x,
    output wire out_valid,  // a sample
    output wire [15:0] rc,
    output wire [5:0] k
);

reg valid_4;
wire found_valid;
reg [15:0] fraction;
reg [5:0] k_4;
wire below_middle;
reg distance_valid;
reg [5:0] k_5;
wire [31:0] entry;
reg signed [7:0] distance;
wire [19:0] top;
wire [3:0] nibble;

llama2_rtl_leading_nibble_40 u_leading (
    .clk(clk),
    .rst(rst),
    .in_valid(in_valid),
    .x(x),
    .out_valid(found_valid),
    .top(top),
    .nibble(nibble)
);

llama2_rtl_registered_rom_reciprocal u_table (
    .clk(clk),
    .addr(fraction[15:8]),
    .data(entry)
);

llama2_rtl_newton_step_12x8 u_step (
    .clk(clk),
    .rst(rst),
    .in_valid(distance_valid),
    .distance(distance),
    .entry(entry),
    .out_valid(out_valid),
    .y(rc)
);

llama2_rtl_delay_6x3 u_exponent (
    .clk(clk),
    .rst(rst),
    .d(k_5),
    .q(k)
);

always @(posedge clk) begin  // choose_bit
    if (rst == 1) begin
        fraction <= 0;
        k_4 <= 0;
        valid_4 <= 0;
    end
    else begin
        valid_4 <= found_valid;
        if (top[19]) begin
            fraction <= top[19-1:3];
            k_4 <= {nibble, 2'h3};
        end
        else if (top[18]) begin
            fraction <= top[18-1:2];
            k_4 <= {nibble, 2'h2};
        end
        else if (top[17]) begin
            fraction <= top[17-1:1];
            k_4 <= {nibble, 2'h1};
        end
        else begin
            fraction <= top[16-1:0];
            k_4 <= {nibble, 2'h0};
        end
    end
end

assign below_middle = (!fraction[7]);

always @(posedge clk) begin  // look_up
    if (rst == 1) begin
        distance_valid <= 0;
        distance <= 0;
        k_5 <= 0;
    end
    else begin
        distance_valid <= valid_4;
        k_5 <= k_4;
        distance <= $signed({below_middle, fraction[7-1:0]});
    end
end
endmodule
