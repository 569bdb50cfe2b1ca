// llama2_rtl_sincos: generated from the block sincos(). Change the block, not this file.
`timescale 1ns/1ps

// Sine and cosine, 14 fraction bits, of a phase in 2^-32 turns: `golden.functions.sincos`. Latency 4 cycles,
// throughput 1: table, two of interpolation, quadrant.
module llama2_rtl_sincos (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire [31:0] phase,
    output reg out_valid,  // a sample
    output reg signed [15:0] sin,
    output reg signed [15:0] cos
);

reg [15:0] fraction;
wire late_valid;
wire [1:0] late_quadrant;
wire signed [15:0] sine;
wire signed [15:0] cosine;
wire [2:0] label_d;
wire [2:0] label_q;
wire [1:0] quadrant;
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

assign label_d = {in_valid, quadrant};

llama2_rtl_delay_3x3 u_label (
    .clk(clk),
    .rst(rst),
    .d(label_d),
    .q(label_q)
);

assign {late_valid, late_quadrant} = label_q;

assign quadrant = phase[32-1:30];

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
        sin <= 0;
        out_valid <= 0;
    end
    else begin
        out_valid <= late_valid;
        case (late_quadrant)
            'h0: begin
                sin <= sine;
                cos <= cosine;
            end
            'h1: begin
                sin <= cosine;
                cos <= (-sine);
            end
            'h2: begin
                sin <= (-sine);
                cos <= (-cosine);
            end
            default: begin
                sin <= (-cosine);
                cos <= sine;
            end
        endcase
    end
end
endmodule
