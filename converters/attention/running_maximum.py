"""One slot's running maximum."""

from myhdl import always_comb, always_seq

from converters.attention.formats import (
    DELTA_BITS,
    DISTANCE_BITS,
    MAXIMUM_BITS,
    SCALED_BITS,
    SCORE_FRACTION_BITS,
)
from converters.hdl import bit, clock, module, reset, signed, unsigned, widen

LATENCY = 1
"""Cycles from a score to its distance."""


def ports():
    return dict(clk=clock(), rst=reset(), update=bit(), first_block=bit(), highest=signed(SCALED_BITS),
                scaled=signed(SCALED_BITS), delta=unsigned(DELTA_BITS), distance=unsigned(DISTANCE_BITS))


@module(ports)
def running_maximum(clk, rst, update, first_block, highest, scaled, delta, distance):
    """On `update` the integer maximum takes in the block's `highest`, rounded up; `first_block` starts it
    anew.

    A cycle later the block's scores may come as `scaled`; `distance` = maximum - scaled follows each by one
    cycle. `delta`, the maximum's growth up to 63, is right 2 cycles after `update`.
    """
    most = (1 << DELTA_BITS) - 1
    maximum, previous, whole = signed(MAXIMUM_BITS), signed(MAXIMUM_BITS), signed(MAXIMUM_BITS)
    rounded, present = signed(MAXIMUM_BITS), signed(SCALED_BITS)
    wide_maximum, wide_previous = signed(MAXIMUM_BITS + 1), signed(MAXIMUM_BITS + 1)
    growth = signed(MAXIMUM_BITS + 1)
    minuend, subtrahend, difference = signed(DISTANCE_BITS), signed(DISTANCE_BITS), signed(DISTANCE_BITS)
    fresh = bit()
    extensions = (widen(maximum, wide_maximum), widen(previous, wide_previous), widen(present, minuend),
                  widen(scaled, subtrahend))

    @always_comb
    def look():
        whole.next = highest[:SCORE_FRACTION_BITS].signed()
        present.next = maximum << SCORE_FRACTION_BITS

    @always_comb
    def round_up():
        if highest[SCORE_FRACTION_BITS:] != 0:
            rounded.next = whole + 1
        else:
            rounded.next = whole

    @always_comb
    def subtract():
        growth.next = wide_maximum - wide_previous
        difference.next = minuend - subtrahend

    @always_seq(clk.posedge, reset=rst)
    def advance():
        if update:
            fresh.next = first_block
            previous.next = maximum
            if first_block or (highest > present):
                maximum.next = rounded
        # Without an update it is the same again. A maximum only grows, so that the upper bits tell what is too much.
        if fresh:
            delta.next = 0
        elif growth[MAXIMUM_BITS + 1:DELTA_BITS] != 0:
            delta.next = most
        else:
            delta.next = growth[DELTA_BITS:]
        distance.next = difference[DISTANCE_BITS:]

    return extensions, look, round_up, subtract, advance
