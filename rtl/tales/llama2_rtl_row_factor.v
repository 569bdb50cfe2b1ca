// llama2_rtl_row_factor: generated from the block row_factor(). Change the block, not this file.
`timescale 1ns/1ps

// sr = rhu(S * rm, 8) and n = clamp(e + k - shift - 24, 0, 63): S - 256 is the low byte of `scale`, e the high one;
// rm * 2^-k is 1/rms, or 1 where `unit` is high; `shift` is the quantiser's of the input vector. Latency 3 cycles from
// `scale`, `rm` and `shift`, 4 from `k` and `unit`.
module llama2_rtl_row_factor (
    input wire clk,
    input wire rst,
    input wire [15:0] scale,  // the row's scale
    input wire unit,  // 1/rms is 1
    input wire [15:0] rm,  // mantissa of 1/rms
    input wire [5:0] k,  // exponent of 1/rms
    input wire [4:0] shift,  // the quantiser's shift of the vector
    output reg signed [17:0] sr,  // the factor
    output reg [5:0] n  // the shift of the product
);

reg [8:0] s;
reg [7:0] e;
reg [15:0] factor;
reg [5:0] exponent_of_factor;
wire [24:0] rounded;
reg [24:0] product;
reg signed [10:0] offset;
wire signed [10:0] k_wide;
wire signed [10:0] shift_wide;
reg signed [10:0] exponent;
wire signed [10:0] e_wide;

assign e_wide = {{3{1'b0}}, e};

assign k_wide = {{5{1'b0}}, exponent_of_factor};

assign shift_wide = {{6{1'b0}}, shift};

always @(posedge clk) begin  // split
    if (rst == 1) begin
        e <= 0;
        s <= 0;
    end
    else begin
        s <= {1'h1, scale[8-1:0]};
        e <= scale[16-1:8];
    end
end

always @(posedge clk) begin  // select
    if (rst == 1) begin
        exponent_of_factor <= 0;
        factor <= 0;
    end
    else begin
        if (unit) begin
            factor <= 32768;
            exponent_of_factor <= 15;
        end
        else begin
            factor <= rm;
            exponent_of_factor <= k;
        end
    end
end

assign rounded = (product + 128);

always @(posedge clk) begin  // compute
    if (rst == 1) begin
        exponent <= 0;
        n <= 0;
        offset <= 0;
        product <= 0;
        sr <= 0;
    end
    else begin
        product <= (s * factor);
        offset <= ((k_wide - shift_wide) - 24);
        exponent <= (e_wide + offset);
        sr <= $signed({1'h0, rounded[25-1:8]});
        if ((exponent < 0)) begin
            n <= 0;
        end
        else if ((exponent > 63)) begin
            n <= 63;
        end
        else begin
            n <= exponent[6-1:0];
        end
    end
end
endmodule
