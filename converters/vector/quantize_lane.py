"""One lane of the vector quantiser: shift, round half up, saturate."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.vector_wires import QuantizerShift
from llama2_rtl.converters.kernels.own_register import own_register
from llama2_rtl.converters.vector.formats import SHIFT_BITS, SHIFT_HIGH_BITS, U_BITS

LATENCY = 4
"""Cycles from `u` to `a`."""


def ports(bits):
    return clocked(keep=In(bit(), "u counts, else a is 0"), u=In(signed(U_BITS), "the element"),
                   shift=In(QuantizerShift()), a=Out(signed(bits), "its mantissa"))


@module(ports, suffix="{bits}")
def quantize_lane(clk, rst, keep, u, shift, a, *, bits):
    """`a` = ssat(rhu(u, shift), bits), or 0 without `keep`, for a `shift` that brings u into `bits` bits.

    `a` comes LATENCY cycles after `u` and `keep`. `shift_high`, the two upper bits of the shift, is read with `u`,
    `shift` a cycle later; lanes keep copies of both, for their fan-out is all lanes. Takes an element per cycle.
    """
    width = bits + 1
    held, extended = signed(U_BITS), signed(width + (1 << SHIFT_BITS) - 2)
    doubled = unsigned(width + (1 << SHIFT_BITS) - 1)
    by_16, by_8, halfway = unsigned(width + 15), unsigned(width + 7), unsigned(width + 7)
    by_4, by_2, kept = unsigned(width + 3), unsigned(width + 1), unsigned(width)
    whole, fitting = signed(bits), signed(bits)
    high, low = unsigned(SHIFT_HIGH_BITS), unsigned(SHIFT_BITS - SHIFT_HIGH_BITS)
    copies = (instance("u_high", own_register, dict(d=shift.high, q=high), width=SHIFT_HIGH_BITS),
              instance("u_low", own_register, dict(
                  d=Part(shift.value, SHIFT_BITS - SHIFT_HIGH_BITS, 0), q=low), width=SHIFT_BITS - SHIFT_HIGH_BITS))
    extension = widen(held, extended)

    @always_seq(clk.posedge, reset=rst)
    def hold():
        if keep:
            held.next = u
        else:
            held.next = 0

    @always_comb
    def append_half():
        doubled.next = concat(extended, intbv(0)[1:])

    @always_comb
    def down_16():
        if high[1]:
            by_16.next = doubled[width + 31:16]
        else:
            by_16.next = doubled[width + 15:]

    @always_comb
    def down_8():
        if high[0]:
            by_8.next = by_16[width + 15:8]
        else:
            by_8.next = by_16[width + 7:]

    @always_seq(clk.posedge, reset=rst)
    def pause():
        halfway.next = by_8

    @always_comb
    def down_4():
        if low[2]:
            by_4.next = halfway[width + 7:4]
        else:
            by_4.next = halfway[width + 3:]

    @always_comb
    def down_2():
        if low[1]:
            by_2.next = by_4[width + 3:2]
        else:
            by_2.next = by_4[width + 1:]

    @always_seq(clk.posedge, reset=rst)
    def down_1():
        if low[0]:
            kept.next = by_2[width + 1:1]
        else:
            kept.next = by_2[width:]

    # Rounding up overflows only at the largest value and saturation moves only the smallest: each keeps the
    # other's increment.
    half, at_largest, at_smallest = bit(), bit(), bit()

    @always_comb
    def split():
        whole.next = kept[width:1].signed()
        half.next = kept[0]
        at_largest.next = kept[width:1] == (1 << (bits - 1)) - 1
        at_smallest.next = kept[width:1] == 1 << (bits - 1)

    @always_comb
    def round_and_saturate():
        if at_smallest or (half and not at_largest):
            fitting.next = whole + 1
        else:
            fitting.next = whole

    @always_seq(clk.posedge, reset=rst)
    def register():
        a.next = fitting

    return (copies, extension, hold, append_half, down_16, down_8, pause, down_4, down_2, down_1, split,
            round_and_saturate, register)
