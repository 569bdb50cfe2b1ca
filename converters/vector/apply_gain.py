"""The norm's gain on an element of the residual stream."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, clocked, module, resize, signed, widen

LATENCY = 2
HALF_WORD = 16
GAIN_BITS = 16
FRACTION = 15
"""Bits that the product loses again, by rounding half up."""


def ports():
    return clocked(x=In(signed(2 * HALF_WORD), "the element"), gain=In(signed(GAIN_BITS)),
                   u=Out(signed(2 * HALF_WORD), "the element with its gain"))


@module(ports)
def apply_gain(clk, rst, x, gain, u):
    """`u` = rhu(x * gain, 15), which fits for a gain of -32767..32767. Latency 2 cycles.

    Cycle 1 multiplies the halves of x, cycle 2 adds the products with the rounding bit in the place that the
    upper product leaves free.
    """
    low, high = signed(HALF_WORD + 1), signed(HALF_WORD)
    low_product, high_product = signed(HALF_WORD + 1 + GAIN_BITS), signed(HALF_WORD + GAIN_BITS)
    low_top, low_wide = signed(HALF_WORD + 1 + GAIN_BITS - FRACTION), signed(HALF_WORD + GAIN_BITS + 1)
    rounded, total = signed(HALF_WORD + GAIN_BITS + 1), signed(HALF_WORD + GAIN_BITS + 1)
    product_bits, half = HALF_WORD + 1 + GAIN_BITS, FRACTION - 1
    extension = widen(low_top, low_wide)
    fitting = signed(2 * HALF_WORD)
    narrowing = resize(total, fitting)

    @always_comb
    def halves():
        low.next = concat(intbv(0)[1:], x[HALF_WORD:]).signed()
        high.next = x[2 * HALF_WORD:HALF_WORD].signed()

    @always_comb
    def weigh():
        low_top.next = low_product[product_bits:FRACTION].signed()
        rounded.next = concat(high_product, low_product[half]).signed()

    @always_comb
    def add():
        total.next = rounded + low_wide

    @always_seq(clk.posedge, reset=rst)
    def register():
        low_product.next = low * gain
        high_product.next = high * gain
        u.next = fitting

    return extension, narrowing, halves, weigh, add, register
