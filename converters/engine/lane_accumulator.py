"""One lane's running sum of probability times value."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, clocked, instance, module, resize, signed, unsigned
from llama2_rtl.converters.interfaces.engine_wires import LaneProducts
from llama2_rtl.converters.kernels.own_register import own_register
from llama2_rtl.converters.multipliers import LANE_PRODUCT_BITS


def ports(width):
    return clocked(products=In(LaneProducts(LANE_PRODUCT_BITS)), total=Out(signed(width), "the sum so far"))


@module(ports)
def lane_accumulator(clk, rst, products, total, *, width):
    """Adds `product` to `total` a cycle after each with `en`, starting anew where `clear` was high. Latency 1 cycle
    from the product; the flags come a cycle before it: their fan-out is all lanes, so each keeps a copy.

    `width` bits hold the exact sum of one block; no more than LANE_PRODUCT_BITS of the product matter to it.
    """
    term, kept = signed(width), signed(width)
    trimmed = resize(products.product, term)

    flags, own = unsigned(2), unsigned(2)
    copy = instance("u_flags", own_register, dict(d=flags, q=own), width=2)

    @always_comb
    def gather():
        flags.next = concat(products.en, products.clear)

    # Cleared ahead of the adder, not chosen behind it: the product is the later one of its operands.
    @always_comb
    def clear_kept():
        kept.next = total
        if own[0]:
            kept.next = 0

    @always_seq(clk.posedge, reset=rst)
    def accumulate():
        if own[1]:
            total.next = kept + term

    return trimmed, copy, gather, clear_kept, accumulate
