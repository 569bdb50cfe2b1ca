"""SiLU: max(x, 0) less a remainder from an interpolated table."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.memory.rom import registered_rom
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.tables import MEMORIES, SILU, SILU_MEM, SILU_SLOPE_BITS, SILU_VALUE_BITS

SILU_INDEX_BITS = (len(SILU) - 1).bit_length()
FRACTION_BITS = 12
RANGE_BITS = SILU_INDEX_BITS + FRACTION_BITS
"""The table ends at 16.0 in Q16.16, above which the remainder is zero."""

PRODUCT_BITS = SILU_SLOPE_BITS + FRACTION_BITS + 1
REMAINDER_BITS = SILU_VALUE_BITS + 1

LATENCY = 6


def ports():
    return clocked(in_x=In(Samples(value=signed(Q16_16.bits))), out_y=Out(Samples(value=signed(Q16_16.bits))))


@module(ports)
def silu(clk, rst, in_x, out_y):
    """y = x / (1 + e^-x) of a Q16.16, `golden.functions.silu`. Latency 6 cycles, throughput 1: magnitude, table,
    entry, product, remainder, difference."""
    entry_bits = MEMORIES[SILU_MEM][0]
    magnitude, entry = unsigned(Q16_16.bits), unsigned(entry_bits)
    fraction, fraction_3, slope = signed(FRACTION_BITS + 1), signed(FRACTION_BITS + 1), signed(SILU_SLOPE_BITS)
    in_range, in_range_2, in_range_3, in_range_4 = bit(), bit(), bit(), bit()
    value, value_4 = signed(REMAINDER_BITS), signed(REMAINDER_BITS)
    product, product_half_up, step = signed(PRODUCT_BITS), signed(PRODUCT_BITS), signed(PRODUCT_BITS - FRACTION_BITS)
    step_wide, remainder = signed(REMAINDER_BITS), signed(REMAINDER_BITS)
    remainder_wide, positive = signed(Q16_16.bits), Samples(valid=in_x.valid, value=signed(Q16_16.bits))

    table = instance("u_table", registered_rom, dict(
        addr=Part(magnitude, RANGE_BITS, FRACTION_BITS), data=entry), width=entry_bits, depth=len(SILU), file=SILU_MEM)
    at_end, beside = delay_line("u_positive", positive, 5)
    extensions = widen(step, step_wide), widen(remainder, remainder_wide)

    @always_comb
    def rectify():
        positive.value.next = in_x.value
        if in_x.value < 0:
            positive.value.next = 0

    @always_comb
    def test_range():
        in_range.next = magnitude[:RANGE_BITS] == 0

    @always_comb
    def split():
        value.next = concat(intbv(0)[1:], entry[SILU_VALUE_BITS:]).signed()
        slope.next = entry[entry_bits:SILU_VALUE_BITS].signed()

    @always_comb
    def add_half():
        product_half_up.next = product + (1 << (FRACTION_BITS - 1))

    @always_comb
    def drop_fraction():
        step.next = product_half_up[PRODUCT_BITS:FRACTION_BITS].signed()

    @always_seq(clk.posedge, reset=rst)
    def pipeline():
        magnitude.next = in_x.value
        if in_x.value < 0:
            magnitude.next = -in_x.value
        fraction.next = concat(intbv(0)[1:], magnitude[FRACTION_BITS:]).signed()
        in_range_2.next = in_range
        fraction_3.next = fraction
        in_range_3.next = in_range_2
        product.next = slope * fraction_3
        value_4.next = value
        in_range_4.next = in_range_3
        remainder.next = 0
        if in_range_4:
            remainder.next = value_4 + step_wide
        out_y.value.next = at_end.value - remainder_wide
        out_y.valid.next = at_end.valid

    return table, beside, extensions, rectify, test_range, split, add_half, drop_fraction, pipeline
