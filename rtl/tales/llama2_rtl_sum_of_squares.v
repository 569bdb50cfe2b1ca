// llama2_rtl_sum_of_squares: generated from the block sum_of_squares(dim=64, eps_int=2748779, vectors=1). Change the block, not this file.
`timescale 1ns/1ps

// `total` = eps_int + sum of x * x, unsigned. `out_valid` pulses 4 cycles after the element with
// `in_last`; `total` stays up to the next pulse. Takes one element per cycle: a
// register, three products of halves, their sum, the accumulator, one of each of `vectors` vectors.
module llama2_rtl_sum_of_squares (
    input wire clk,
    input wire rst,
    input wire in_valid,  // an element
    input wire in_last,  // the vector's last
    input wire signed [31:0] x,  // the element
    output reg out_valid,  // a new sum
    output reg [69:0] total  // the sum
);

wire [63:0] outer;
wire signed [31:0] high_high;
wire signed [32:0] low_low;
wire [69:0] grown;
reg [69:0] so_far;
wire [69:0] square_wide;
reg signed [31:0] own;
wire square_there;
wire square_last;
wire [1:0] tag_d;
wire [1:0] tag_q;
wire signed [31:0] low_high;
wire [63:0] square;

llama2_rtl_partial_product_u16xu16 u_low_low (
    .clk(clk),
    .rst(rst),
    .a(own[15:0]),
    .b(own[15:0]),
    .y(low_low)
);

llama2_rtl_partial_product_u16xs16 u_low_high (
    .clk(clk),
    .rst(rst),
    .a(own[15:0]),
    .b(own[31:16]),
    .y(low_high)
);

llama2_rtl_partial_product_s16xs16 u_high_high (
    .clk(clk),
    .rst(rst),
    .a(own[31:16]),
    .b(own[31:16]),
    .y(high_high)
);

llama2_rtl_weighted_sum_64_32_17_64 u_square (
    .clk(clk),
    .rst(rst),
    .low(outer),
    .high(low_high),
    .y(square)
);

assign tag_d = {in_last, in_valid};

llama2_rtl_delay_2x3 u_tag (
    .clk(clk),
    .rst(rst),
    .d(tag_d),
    .q(tag_q)
);

assign {square_last, square_there} = tag_q;

assign square_wide = {{6{1'b0}}, square};

assign outer = {high_high, low_low[32-1:0]};

assign grown = (so_far + square_wide);

always @(posedge clk) begin  // accumulate
    if (rst == 1) begin
        total <= 0;
        out_valid <= 0;
        own <= 0;
        so_far <= 2748779;
    end
    else begin
        own <= x;
        out_valid <= (square_there && square_last);
        if (square_there) begin
            so_far <= grown;
            if (square_last) begin
                so_far <= 70'h29f16b;
                total <= grown;
            end
        end
    end
end
endmodule
