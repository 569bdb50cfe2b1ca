"""One lane's running sum of probability times value."""

from myhdl import always_seq

from converters.engine.lane import PRODUCT_BITS
from converters.hdl import bit, clock, module, reset, resize, signed


def ports(width):
    return dict(clk=clock(), rst=reset(), en=bit(), clear=bit(), product=signed(PRODUCT_BITS), total=signed(width))


@module(ports)
def lane_accumulator(clk, rst, en, clear, product, total, *, width):
    """Adds `product` to `total` in each `en` cycle, starting anew where `clear` is high. Latency 1 cycle.

    `width` bits hold the exact sum of one block; no more than PRODUCT_BITS of the product matter to it.
    """
    term = signed(width)
    trimmed = resize(product, term)

    @always_seq(clk.posedge, reset=rst)
    def accumulate():
        if en:
            if clear:
                total.next = term
            else:
                total.next = total + term

    return trimmed, accumulate
