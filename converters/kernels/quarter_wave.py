"""Interpolation in the table of a quarter wave."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, clocked, module, signed, unsigned, widen
from llama2_rtl.golden.tables import SINE_FRACTION_BITS, SINE_SLOPE_BITS, SINE_VALUE_BITS

ANGLE_BITS = 16
ANGLE_FRACTION_BITS = 14
PRODUCT_BITS = SINE_SLOPE_BITS + SINE_FRACTION_BITS + 1
SUM_BITS = SINE_VALUE_BITS + SINE_FRACTION_BITS + 1
DROPPED_BITS = 2 * SINE_FRACTION_BITS - ANGLE_FRACTION_BITS

HALF = 1 << (DROPPED_BITS - 1 - SINE_FRACTION_BITS)
"""Half of the last bit kept, in the last place of a table value."""

LATENCY = 2


def ports():
    return clocked(value=In(unsigned(SINE_VALUE_BITS), "the table's value"),
                   slope=In(signed(SINE_SLOPE_BITS), "its slope up to the next"),
                   fraction=In(unsigned(SINE_FRACTION_BITS), "how far on the way there"),
                   y=Out(signed(ANGLE_BITS), "between the two"))


@module(ports)
def quarter_wave(clk, rst, value, slope, fraction, y):
    """y = rhu(value * 2^16 + slope * fraction, 18): 14 fraction bits. Latency 2 cycles, throughput 1."""
    factor, product, product_wide = signed(SINE_FRACTION_BITS + 1), signed(PRODUCT_BITS), signed(SUM_BITS)
    base, total, value_half_up = signed(SUM_BITS), signed(SUM_BITS), unsigned(SINE_VALUE_BITS)
    extension = widen(product, product_wide)

    @always_comb
    def prepare():
        value_half_up.next = value + HALF
        factor.next = concat(intbv(0)[1:], fraction).signed()

    @always_comb
    def add():
        total.next = base + product_wide

    @always_seq(clk.posedge, reset=rst)
    def interpolate():
        product.next = slope * factor
        base.next = concat(intbv(0)[1:], value_half_up, intbv(0)[SINE_FRACTION_BITS:]).signed()
        y.next = total[SUM_BITS:DROPPED_BITS].signed()

    return extension, prepare, add, interpolate
