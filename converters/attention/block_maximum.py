"""One slot's largest score of a block."""

from myhdl import always_comb, always_seq

from converters.attention.formats import SCALED_BITS
from converters.hdl import bit, clock, module, reset, signed


def ports():
    return dict(clk=clock(), rst=reset(), valid=bit(), first=bit(), scaled=signed(SCALED_BITS),
                highest=signed(SCALED_BITS))


@module(ports)
def block_maximum(clk, rst, valid, first, scaled, highest):
    """`highest` of the `valid` scores since `first`, the present one included. No latency."""
    previous = signed(SCALED_BITS)

    @always_comb
    def choose():
        if first or (scaled > previous):
            highest.next = scaled
        else:
            highest.next = previous

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if valid:
            previous.next = highest

    return choose, keep
