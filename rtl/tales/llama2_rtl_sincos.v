// llama2_rtl_sincos: generated from the block sincos(). Change the block, not this file.
`timescale 1ns/1ps

// Sine and cosine, 14 fraction bits, of a phase in 2^-32 turns: `golden.functions.sincos`. Latency 4 cycles,
// throughput 1: table, two of interpolation, quadrant.
module llama2_rtl_sincos (
    input wire clk,
    input wire rst,
    input wire in_valid,
    input wire [31:0] phase,
    output reg out_valid,
    output reg signed [15:0] sin,
    output reg signed [15:0] cos
);

wire [2:0] label;
reg [15:0] fraction;
wire [2:0] label_late;
wire signed [15:0] sine;
wire signed [15:0] cosine;
wire [57:0] entry;

llama2_rtl_rom_sine u_table (
    .clk(clk),
    .addr(phase[29:24]),
    .data(entry)
);

llama2_rtl_quarter_wave u_sine (
    .clk(clk),
    .rst(rst),
    .value(entry[16:0]),
    .slope(entry[28:17]),
    .fraction(fraction),
    .y(sine)
);

llama2_rtl_quarter_wave u_cosine (
    .clk(clk),
    .rst(rst),
    .value(entry[45:29]),
    .slope(entry[57:46]),
    .fraction(fraction),
    .y(cosine)
);

llama2_rtl_delay_3x3 u_label (
    .clk(clk),
    .rst(rst),
    .d(label),
    .q(label_late)
);

assign label = {in_valid, phase[32-1:30]};

always @(posedge clk) begin  // fetch
    if (rst == 1) begin
        fraction <= 0;
    end
    else begin
        fraction <= phase[24-1:8];
    end
end

always @(posedge clk) begin  // place_in_quadrant
    if (rst == 1) begin
        cos <= 0;
        out_valid <= 0;
        sin <= 0;
    end
    else begin
        out_valid <= label_late[2];
        if ((label_late[2-1:0] == 0)) begin
            sin <= sine;
            cos <= cosine;
        end
        else if ((label_late[2-1:0] == 1)) begin
            sin <= cosine;
            cos <= (-sine);
        end
        else if ((label_late[2-1:0] == 2)) begin
            sin <= (-sine);
            cos <= (-cosine);
        end
        else begin
            sin <= (-cosine);
            cos <= sine;
        end
    end
end

endmodule
