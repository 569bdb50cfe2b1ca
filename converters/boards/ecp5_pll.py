"""The ECP5's PLL, a vendor primitive."""

from llama2_rtl.converters.boards.pll_dividers import dividers
from llama2_rtl.converters.hdl import In, Out, bit, clock, module, verbatim


def ports(input_mhz, output_mhz):
    return dict(clk_in=In(clock(), "the oscillator"), clk=Out(clock(), "the clock made of it"),
                locked=Out(bit(), "`clk` is right"))


@module(ports)
def ecp5_pll(clk_in, clk, locked, *, input_mhz, output_mhz):
    """`clk` is what `pll_dividers.dividers` comes to; it is right as long as `locked`. Raises ValueError for a
    frequency that the PLL cannot make.
    """
    d = dividers(input_mhz, output_mhz)
    # A phase of DIV / 2 and the analogue settings as ecppll writes them; the dividers are `pll_dividers`'.
    body = f"""wire intfb;

(* FREQUENCY_PIN_CLKI="{float(d.input_mhz):g}", FREQUENCY_PIN_CLKOP="{float(d.output_mhz):g}", ICP_CURRENT="12",
   LPF_RESISTOR="8", MFG_ENABLE_FILTEROPAMP="1", MFG_GMCREF_SEL="2" *)
EHXPLLL #(
    .PLLRST_ENA("DISABLED"),
    .INTFB_WAKE("DISABLED"),
    .STDBY_ENABLE("DISABLED"),
    .DPHASE_SOURCE("DISABLED"),
    .OUTDIVIDER_MUXA("DIVA"),
    .FEEDBK_PATH("CLKOP"),
    .CLKI_DIV({d.reference}),
    .CLKFB_DIV({d.feedback}),
    .CLKOP_ENABLE("ENABLED"),
    .CLKOP_DIV({d.output}),
    .CLKOP_CPHASE({d.output // 2}),
    .CLKOP_FPHASE(0)
) u_ehxplll (
    .CLKI(clk_in),
    .CLKFB(clk),
    .CLKOP(clk),
    .LOCK(locked),
    .CLKINTFB(intfb),
    .RST(1'b0),
    .STDBY(1'b0),
    .PHASESEL0(1'b0),
    .PHASESEL1(1'b0),
    .PHASEDIR(1'b1),
    .PHASESTEP(1'b1),
    .PHASELOADREG(1'b1),
    .PLLWAKESYNC(1'b0),
    .ENCLKOP(1'b0)
);"""
    return verbatim(body, [clk_in], [clk, locked])
