// llama2_rtl_quarter_wave: generated from the block quarter_wave(). Change the block, not this file.
`timescale 1ns/1ps

// y = rhu(value * 2^16 + slope * fraction, 18): 14 fraction bits. Latency 2 cycles, throughput 1.
module llama2_rtl_quarter_wave (
    input wire clk,
    input wire rst,
    input wire [16:0] value,  // the table's value
    input wire signed [11:0] slope,  // its slope up to the next
    input wire [15:0] fraction,  // how far on the way there
    output reg signed [15:0] y  // between the two
);

wire [16:0] value_half_up;
wire signed [16:0] factor;
wire signed [33:0] total;
reg signed [33:0] base;
wire signed [33:0] product_wide;
reg signed [28:0] product;

assign product_wide = {{5{product[28]}}, product};

assign value_half_up = (value + 2);
assign factor = $signed({1'h0, fraction});

assign total = (base + product_wide);

always @(posedge clk) begin  // interpolate
    if (rst == 1) begin
        base <= 0;
        product <= 0;
        y <= 0;
    end
    else begin
        product <= (slope * factor);
        base <= $signed({1'h0, value_half_up, 16'h0});
        y <= $signed(total[34-1:18]);
    end
end

endmodule
