// The ECP5's PLL as far as a simulation sees it: it measures CLKI and makes CLKOP by its dividers. Before LOCK the
// clock runs at another frequency, as it does while a PLL settles. Settings outside the limits never lock.
`timescale 1ps/1ps

module EHXPLLL #(
    parameter PLLRST_ENA = "DISABLED",
    parameter INTFB_WAKE = "DISABLED",
    parameter STDBY_ENABLE = "DISABLED",
    parameter DPHASE_SOURCE = "DISABLED",
    parameter OUTDIVIDER_MUXA = "DIVA",
    parameter FEEDBK_PATH = "CLKOP",
    parameter integer CLKI_DIV = 1,
    parameter integer CLKFB_DIV = 1,
    parameter CLKOP_ENABLE = "ENABLED",
    parameter integer CLKOP_DIV = 8,
    parameter integer CLKOP_CPHASE = 0,
    parameter integer CLKOP_FPHASE = 0
) (
    input CLKI, CLKFB, RST, STDBY, PHASESEL0, PHASESEL1, PHASEDIR, PHASESTEP, PHASELOADREG, PLLWAKESYNC, ENCLKOP,
    output CLKINTFB,
    output reg CLKOP,
    output reg LOCK
);

localparam real VCO_LOW = 400.0, VCO_HIGH = 800.0, PFD_LOW = 10.0, PFD_HIGH = 400.0;  // MHz
localparam integer CYCLES_TO_LOCK = 20;  // of CLKI

real last_edge, input_ps, output_ps, input_mhz, vco_mhz, pfd_mhz;
integer cycles;

assign CLKINTFB = 1'b0;

initial begin
    CLKOP = 0;
    LOCK = 0;
    cycles = 0;
    last_edge = 0;
    output_ps = 7000.0;
    forever #(output_ps / 2) CLKOP = ~CLKOP;
end

always @(posedge CLKI) begin
    input_ps = $realtime - last_edge;
    last_edge = $realtime;
    cycles = cycles + 1;
    if (cycles > CYCLES_TO_LOCK) begin
        input_mhz = 1.0e6 / input_ps;
        pfd_mhz = input_mhz / CLKI_DIV;
        vco_mhz = pfd_mhz * CLKFB_DIV * CLKOP_DIV;
        output_ps = input_ps * CLKI_DIV / CLKFB_DIV;
        LOCK <= FEEDBK_PATH == "CLKOP" && CLKOP_ENABLE == "ENABLED" && !RST && !STDBY
            && pfd_mhz >= PFD_LOW && pfd_mhz <= PFD_HIGH && vco_mhz >= VCO_LOW && vco_mhz <= VCO_HIGH;
    end
end

endmodule
