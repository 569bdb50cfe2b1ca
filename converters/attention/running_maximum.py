"""One slot's largest scores: of a span, and of all spans so far."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention.formats import (
    DELTA_BITS,
    DISTANCE_BITS,
    MAXIMUM_BITS,
    SCALED_BITS,
    SCORE_FRACTION_BITS,
)
from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.attention_wires import SpanMarks, SpanUpdate
from llama2_rtl.converters.kernels.own_register import own_register

LATENCY = 1
"""Cycles from a score to its distance."""


def span_maximum_ports():
    return clocked(marks=In(SpanMarks()), scaled=In(signed(SCALED_BITS), "the score, a cycle after its marks"),
                   highest=Out(signed(SCALED_BITS), "the span's largest score"))


@module(span_maximum_ports)
def span_maximum(clk, rst, marks, scaled, highest):
    """One slot's largest score of a span: `highest` of the `valid` scores since `first`. Latency 1 cycle from the
    score; the flags come a cycle before it: their fan-out is all slots, so each keeps its own."""
    flags, own = unsigned(2), unsigned(2)
    key, highest_key, sign = unsigned(SCALED_BITS + 1), unsigned(SCALED_BITS + 1), SCALED_BITS - 1
    copy = instance("u_flags", own_register, dict(d=flags, q=own), width=2)

    @always_comb
    def gather():
        flags.next = concat(marks.valid, marks.first)

    # As unsigned numbers, of which that of a span's first is above all: so the comparison is all that decides.
    @always_comb
    def order():
        key.next = concat(own[0], not scaled[sign], scaled[sign:])
        highest_key.next = concat(False, not highest[sign], highest[sign:])

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if own[1] and (key > highest_key):
            highest.next = scaled

    return copy, gather, order, keep


def running_maximum_ports():
    return clocked(span=In(SpanUpdate()), scaled=In(signed(SCALED_BITS), "a score"),
                   delta=Out(unsigned(DELTA_BITS), "the maximum's growth"),
                   distance=Out(unsigned(DISTANCE_BITS), "maximum less score"))


@module(running_maximum_ports)
def running_maximum(clk, rst, span, scaled, delta, distance):
    """One slot's running maximum. On `update` the integer maximum takes in the span's `highest`, rounded up;
    `first_span` starts it anew.

    A cycle later the span's scores may come as `scaled`; `distance` = maximum - scaled follows each by one
    cycle. `delta`, the maximum's growth up to 63, is right 2 cycles after `update`.
    """
    most = (1 << DELTA_BITS) - 1
    maximum, previous, whole = signed(MAXIMUM_BITS), signed(MAXIMUM_BITS), signed(MAXIMUM_BITS)
    rounded, present = signed(MAXIMUM_BITS), signed(SCALED_BITS)
    wide_maximum, wide_previous, growth = (signed(MAXIMUM_BITS + 1) for _ in range(3))
    minuend, subtrahend, difference, fresh = signed(DISTANCE_BITS), signed(DISTANCE_BITS), signed(DISTANCE_BITS), bit()
    key, present_key, sign = unsigned(SCALED_BITS + 1), unsigned(SCALED_BITS + 1), SCALED_BITS - 1
    extensions = (widen(maximum, wide_maximum), widen(previous, wide_previous), widen(present, minuend),
                  widen(scaled, subtrahend))

    @always_comb
    def look():
        whole.next = span.highest[:SCORE_FRACTION_BITS].signed()
        present.next = maximum << SCORE_FRACTION_BITS

    # As unsigned numbers, of which that of an item's first span is above all.
    @always_comb
    def order():
        key.next = concat(span.first_span, not span.highest[sign], span.highest[sign:])
        present_key.next = concat(False, not present[sign], present[sign:])

    @always_comb
    def round_up():
        if span.highest[SCORE_FRACTION_BITS:] != 0:
            rounded.next = whole + 1
        else:
            rounded.next = whole

    @always_comb
    def subtract():
        growth.next = wide_maximum - wide_previous
        difference.next = minuend - subtrahend

    @always_seq(clk.posedge, reset=rst)
    def advance():
        if span.update:
            fresh.next = span.first_span
            previous.next = maximum
            if key > present_key:
                maximum.next = rounded
        # Without an update it is the same again. A maximum only grows, so that the upper bits tell what is too much.
        if fresh:
            delta.next = 0
        elif growth[MAXIMUM_BITS + 1:DELTA_BITS] != 0:
            delta.next = most
        else:
            delta.next = growth[DELTA_BITS:]
        distance.next = difference[DISTANCE_BITS:]

    return extensions, look, order, round_up, subtract, advance
