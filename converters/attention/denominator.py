"""One slot's softmax denominator."""

from myhdl import always_seq

from converters.attention.formats import DELTA_BITS, WEIGHT_BITS, total_bits
from converters.hdl import Open, bit, clock, instance, module, reset, signed, unsigned, widen
from converters.kernels import round_shift as rounding

SETTLING = rounding.LATENCY + 1
"""Cycles from the last weight of a block to the first of the next, at least."""


def ports(geometry):
    return dict(clk=clock(), rst=reset(), valid=bit(), first=bit(), first_block=bit(),
                weight=unsigned(WEIGHT_BITS), delta=unsigned(DELTA_BITS), total=signed(total_bits(geometry)))


@module(ports)
def denominator(clk, rst, valid, first, first_block, weight, delta, total, *, geometry):
    """Adds the `valid` weights to `total`. The `first` of a block rescales it by `delta`, or starts it anew
    in the `first_block`. Latency 1 cycle.

    `delta` must be right from 3 cycles before `first` on.
    """
    width = total_bits(geometry)
    term, rescaled = signed(width), signed(width)
    extension = widen(weight, term)
    rescale = instance("u_round_shift", rounding.round_shift, dict(
        clk=clk, rst=rst, in_valid=valid, x=total, n=delta, out_valid=Open(1), y=rescaled),
        width=width, out_bits=width)

    @always_seq(clk.posedge, reset=rst)
    def add():
        if valid and first and first_block:
            total.next = term
        elif valid and first:
            total.next = rescaled + term
        elif valid:
            total.next = total + term

    return extension, rescale, add
