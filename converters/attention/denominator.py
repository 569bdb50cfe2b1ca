"""One slot's softmax denominator."""

from myhdl import always_seq

from converters.attention.formats import DELTA_BITS, INDEX_BITS, WEIGHT_BITS, total_bits
from converters.hdl import Open, bit, clock, instance, module, reset, signed, unsigned, widen
from converters.kernels import round_shift as rounding

BLOCK_SUM_BITS = WEIGHT_BITS + INDEX_BITS

SETTLING = rounding.LATENCY + 1
"""Cycles from the end of a block to the end of the next, at least."""


def ports(geometry):
    return dict(clk=clock(), rst=reset(), valid=bit(), first=bit(), block_end=bit(), first_block=bit(),
                weight=unsigned(WEIGHT_BITS), delta=unsigned(DELTA_BITS), total=signed(total_bits(geometry)))


@module(ports)
def denominator(clk, rst, valid, first, block_end, first_block, weight, delta, total, *, geometry):
    """Sums up the `valid` weights since `first`. In the cycle after the last one, with `block_end`, the sum
    goes into `total`, which `delta` rescales unless it is the `first_block`.

    `delta` must be right and stable from 3 cycles before `block_end` to the cycle of it.
    """
    width = total_bits(geometry)
    block_sum, term = unsigned(BLOCK_SUM_BITS), unsigned(BLOCK_SUM_BITS)
    wide_sum, rescaled = signed(width), signed(width)
    extensions = widen(weight, term), widen(block_sum, wide_sum)

    rescale = instance("u_round_shift", rounding.round_shift, dict(
        clk=clk, rst=rst, in_valid=valid, x=total, n=delta, out_valid=Open(1), y=rescaled),
        width=width, out_bits=width)

    @always_seq(clk.posedge, reset=rst)
    def add():
        if valid and first:
            block_sum.next = term
        elif valid:
            block_sum.next = block_sum + term
        if block_end and first_block:
            total.next = wide_sum
        elif block_end:
            total.next = rescaled + wide_sum

    return extensions, rescale, add
