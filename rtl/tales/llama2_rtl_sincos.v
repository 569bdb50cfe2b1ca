// llama2_rtl_sincos: generated from the block sincos(). Change the block, not this file.
`timescale 1ns/1ps

// Sine and cosine, 14 fraction bits, of a phase in 2^-32 turns: `golden.functions.sincos`. Latency 5 cycles,
// throughput 1: address, table, two of interpolation, quadrant. Sine and cosine read the table apart, each with an
// address register of its own: of one for both, the fan-out would be the critical path.
module llama2_rtl_sincos (
    input wire clk,
    input wire rst,
    input wire in_valid,  // a sample
    input wire [31:0] phase,
    output reg out_valid,  // a sample
    output reg signed [15:0] sin,
    output reg signed [15:0] cos
);

reg [15:0] ahead;
reg [15:0] fraction;
wire late_valid;
wire [1:0] late_quadrant;
wire signed [15:0] sine;
wire signed [15:0] cosine;
wire [5:0] sine_address;
wire [57:0] sine_entry;
wire [5:0] cosine_address;
wire [57:0] cosine_entry;
wire [2:0] label_d;
wire [2:0] label_q;
wire [1:0] quadrant;

llama2_rtl_own_register_6 u_sine_address (
    .clk(clk),
    .rst(rst),
    .d(phase[29:24]),
    .q(sine_address)
);

llama2_rtl_rom_sine u_sine_table (
    .clk(clk),
    .addr(sine_address),
    .data(sine_entry)
);

llama2_rtl_quarter_wave u_sine (
    .clk(clk),
    .rst(rst),
    .value(sine_entry[16:0]),
    .slope(sine_entry[28:17]),
    .fraction(fraction),
    .y(sine)
);

llama2_rtl_own_register_6 u_cosine_address (
    .clk(clk),
    .rst(rst),
    .d(phase[29:24]),
    .q(cosine_address)
);

llama2_rtl_rom_sine u_cosine_table (
    .clk(clk),
    .addr(cosine_address),
    .data(cosine_entry)
);

llama2_rtl_quarter_wave u_cosine (
    .clk(clk),
    .rst(rst),
    .value(cosine_entry[45:29]),
    .slope(cosine_entry[57:46]),
    .fraction(fraction),
    .y(cosine)
);

assign label_d = {in_valid, quadrant};

llama2_rtl_delay_3x4 u_label (
    .clk(clk),
    .rst(rst),
    .d(label_d),
    .q(label_q)
);

assign {late_valid, late_quadrant} = label_q;

assign quadrant = phase[32-1:30];

always @(posedge clk) begin  // fetch
    if (rst == 1) begin
        ahead <= 0;
        fraction <= 0;
    end
    else begin
        ahead <= phase[24-1:8];
        fraction <= ahead;
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
