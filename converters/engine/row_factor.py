"""The factor of a row's sum: its scale times 1/rms, and the shift that brings the product to Q16.16."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.matrix import Norm
from llama2_rtl.converters.vector.formats import SHIFT_BITS
from llama2_rtl.golden.number_formats import (
    DOWN,
    FACTOR_SHIFT,
    NO_NORM,
    RECIPROCAL_EXPONENT,
    RECIPROCAL_MANTISSA,
    RESULT_SHIFT,
)
from llama2_rtl.golden.weight_format import SCALE_EXPONENT_BITS, SCALE_MANTISSA_BITS, STORED_SCALE_BITS

LATENCY = 3

ROW_FACTOR_BITS = 18
"""sr: 17 bits and a sign for the multiplier."""

NO_NORM_RM, NO_NORM_K = NO_NORM  # MyHDL takes numbers by name, not out of a tuple

EXPONENT_BITS = 11


def ports():
    return clocked(scale=In(unsigned(STORED_SCALE_BITS), "the row's scale"), unit=In(bit(), "1/rms is 1"),
                   norm=In(Norm()), shift=In(unsigned(SHIFT_BITS), "the quantiser's shift of the vector"),
                   sr=Out(signed(ROW_FACTOR_BITS), "the factor"),
                   n=Out(unsigned(DOWN.bits), "the shift of the product"))


@module(ports)
def row_factor(clk, rst, scale, unit, norm, shift, sr, n):
    """sr = rhu(S * rm, 8) and n = clamp(e + k - shift - 24, 0, 63): S - 256 is the low byte of `scale`, e the high one;
    rm * 2^-k is 1/rms, or 1 where `unit` is high; `shift` is the quantiser's of the input vector. Latency 3 cycles from
    `scale`, `rm` and `shift`, 4 from `k` and `unit`."""
    s, e, factor, exponent_of_factor = (
        unsigned(SCALE_MANTISSA_BITS + 1), unsigned(SCALE_EXPONENT_BITS), unsigned(RECIPROCAL_MANTISSA.bits),
        unsigned(RECIPROCAL_EXPONENT.bits))
    e_wide, k_wide, shift_wide = signed(EXPONENT_BITS), signed(EXPONENT_BITS), signed(EXPONENT_BITS)
    widths = widen(e, e_wide), widen(exponent_of_factor, k_wide), widen(shift, shift_wide)
    product_bits = SCALE_MANTISSA_BITS + 1 + RECIPROCAL_MANTISSA.bits
    product, rounded = unsigned(product_bits), unsigned(product_bits)
    half, largest, n_bits = 1 << FACTOR_SHIFT - 1, DOWN.largest, DOWN.bits
    exponent, offset = signed(EXPONENT_BITS), signed(EXPONENT_BITS)

    # A scale is chosen within the cycle in which it comes, and the multiplier lies apart: a register is between.
    @always_seq(clk.posedge, reset=rst)
    def split():
        s.next = concat(intbv(1)[1:], scale[SCALE_MANTISSA_BITS:])
        e.next = scale[STORED_SCALE_BITS:SCALE_MANTISSA_BITS]

    @always_seq(clk.posedge, reset=rst)
    def select():
        if unit:
            factor.next = NO_NORM_RM
            exponent_of_factor.next = NO_NORM_K
        else:
            factor.next = norm.rm
            exponent_of_factor.next = norm.k

    @always_comb
    def add_half():
        rounded.next = product + half

    @always_seq(clk.posedge, reset=rst)
    def compute():
        product.next = s * factor
        offset.next = k_wide - shift_wide - RESULT_SHIFT
        exponent.next = e_wide + offset
        sr.next = concat(intbv(0)[1:], rounded[product_bits:FACTOR_SHIFT]).signed()
        if exponent < 0:
            n.next = 0
        elif exponent > largest:
            n.next = largest
        else:
            n.next = exponent[n_bits:]

    return widths, split, select, add_half, compute
