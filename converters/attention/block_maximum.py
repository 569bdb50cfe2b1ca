"""One slot's largest score of a block."""

from myhdl import always_comb, always_seq, concat

from converters.attention.formats import SCALED_BITS
from converters.hdl import bit, clock, instance, module, reset, signed, unsigned
from converters.kernels.own_register import own_register


def ports():
    return dict(clk=clock(), rst=reset(), valid=bit(), first=bit(), scaled=signed(SCALED_BITS),
                highest=signed(SCALED_BITS))


@module(ports)
def block_maximum(clk, rst, valid, first, scaled, highest):
    """`highest` of the `valid` scores since `first`. Latency 1 cycle from the score; the flags come a cycle before it:
    all slots hang on them, so each keeps its own."""
    flags, own = unsigned(2), unsigned(2)
    copy = instance("u_flags", own_register, dict(clk=clk, rst=rst, d=flags, q=own), width=2)

    @always_comb
    def gather():
        flags.next = concat(valid, first)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if own[1] and (own[0] or (scaled > highest)):
            highest.next = scaled

    return copy, gather, keep
