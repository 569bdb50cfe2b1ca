"""The factor of a row's sum: its scale times 1/rms, and the shift that brings the product to Q16.16."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.hdl import In, Out, bit, clock, module, reset, signed, unsigned, widen
from converters.interfaces.matrix import Norm
from converters.vector.formats import SHIFT_BITS

LATENCY = 2

FACTOR_BITS = 18
"""sr: 17 bits and a sign for the multiplier."""

UNIT_RM, UNIT_K = 1 << 15, 15
"""1/rms = 1, of a vector that was not normalised."""

EXPONENT_BITS = 11
Q16_16 = 24
"""What the formats of the factors leave to shift: 2^-8 of sr and 2^-16 of Q16.16."""


def ports():
    return dict(clk=In(clock()), rst=In(reset()), scale=In(unsigned(16), "the row's scale"),
                unit=In(bit(), "1/rms is 1"), norm=In(Norm()),
                shift=In(unsigned(SHIFT_BITS), "the quantiser's shift of the vector"),
                sr=Out(signed(FACTOR_BITS), "the factor"), n=Out(unsigned(6), "the shift of the product"))


@module(ports)
def row_factor(clk, rst, scale, unit, norm, shift, sr, n):
    """sr = rhu(S * rm, 8) and n = clamp(e + k - shift - 24, 0, 63): S - 256 is the low byte of `scale`, e the high one;
    rm * 2^-k is 1/rms, or 1 where `unit` is high; `shift` is the quantiser's of the input vector. Latency 2 cycles from
    `scale`, 3 from `rm` and `shift`, 4 from `k` and `unit`."""
    s, e, factor, exponent_of_factor = unsigned(9), unsigned(8), unsigned(16), unsigned(6)
    e_wide, k_wide, shift_wide = signed(EXPONENT_BITS), signed(EXPONENT_BITS), signed(EXPONENT_BITS)
    widths = widen(e, e_wide), widen(exponent_of_factor, k_wide), widen(shift, shift_wide)
    product, rounded = unsigned(25), unsigned(25)
    exponent, offset = signed(EXPONENT_BITS), signed(EXPONENT_BITS)

    @always_comb
    def split():
        s.next = concat(intbv(1)[1:], scale[8:])
        e.next = scale[16:8]

    @always_seq(clk.posedge, reset=rst)
    def select():
        if unit:
            factor.next = UNIT_RM
            exponent_of_factor.next = UNIT_K
        else:
            factor.next = norm.rm
            exponent_of_factor.next = norm.k

    @always_comb
    def add_half():
        rounded.next = product + 128

    @always_seq(clk.posedge, reset=rst)
    def compute():
        product.next = s * factor
        offset.next = k_wide - shift_wide - Q16_16
        exponent.next = e_wide + offset
        sr.next = concat(intbv(0)[1:], rounded[25:8]).signed()
        if exponent < 0:
            n.next = 0
        elif exponent > 63:
            n.next = 63
        else:
            n.next = exponent[6:]

    return widths, split, select, add_half, compute
