// llama2_rtl_leading_nibble_70: generated from the block leading_nibble(width=70). Change the block, not this file.
`timescale 1ns/1ps

// `nibble` n: bits 4n + 3 .. 4n of x hold its highest one; `top`: x from there down, 20 bits, zeros below bit 0.
//
// Of zero both are zero. Latency 3 cycles, throughput 1: which sixteen bits hold the highest one, these and the
// sixteen below, which four of the upper sixteen. Raises ValueError for a width above 80.
module llama2_rtl_leading_nibble_70 (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire [69:0] x,
    output reg out_valid,  // a sample
    output reg [19:0] top,
    output reg [4:0] nibble
);

reg valid_1;
reg [79:0] full_1;
wire [79:0] full;
reg some_1;
reg some_2;
reg some_3;
reg [31:0] window;
reg [1:0] sixteen;
reg valid_2;
reg some_4;
reg [31:0] window_2;
reg [2:0] sixteen_2;

assign full = {{10{1'b0}}, x};

always @(posedge clk) begin  // find_sixteen
    if (rst == 1) begin
        full_1 <= 0;
        some_1 <= 0;
        some_2 <= 0;
        some_3 <= 0;
        valid_1 <= 0;
    end
    else begin
        valid_1 <= in_valid;
        full_1 <= full;
        some_1 <= (full[32-1:16] != 0);
        some_2 <= (full[48-1:32] != 0);
        some_3 <= (full[64-1:48] != 0);
    end
end

always @(full_1, some_1, some_2, some_3) begin  // choose_sixteen
    if (some_3) begin
        window = full_1[64-1:32];
        sixteen = 3;
    end
    else if (some_2) begin
        window = full_1[48-1:16];
        sixteen = 2;
    end
    else if (some_1) begin
        window = full_1[32-1:0];
        sixteen = 1;
    end
    else begin
        window = {full_1[16-1:0], 16'h0};
        sixteen = 0;
    end
end

always @(posedge clk) begin  // take_sixteen
    if (rst == 1) begin
        sixteen_2 <= 0;
        some_4 <= 0;
        valid_2 <= 0;
        window_2 <= 0;
    end
    else begin
        valid_2 <= valid_1;
        some_4 <= (full[80-1:64] != 0);
        if (some_4) begin
            window_2 <= full_1[80-1:48];
            sixteen_2 <= 4;
        end
        else begin
            window_2 <= window;
            sixteen_2 <= {1'b0, sixteen};
        end
    end
end

always @(posedge clk) begin  // take_four
    if (rst == 1) begin
        nibble <= 0;
        top <= 0;
        out_valid <= 0;
    end
    else begin
        out_valid <= valid_2;
        if ((window_2[32-1:28] != 0)) begin
            top <= window_2[32-1:12];
            nibble <= {sixteen_2, 2'h3};
        end
        else if ((window_2[28-1:24] != 0)) begin
            top <= window_2[28-1:8];
            nibble <= {sixteen_2, 2'h2};
        end
        else if ((window_2[24-1:20] != 0)) begin
            top <= window_2[24-1:4];
            nibble <= {sixteen_2, 2'h1};
        end
        else begin
            top <= window_2[20-1:0];
            nibble <= {sixteen_2, 2'h0};
        end
    end
end
endmodule
