"""One slot of the online softmax: running maximum, probabilities, denominator."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.attention import running_maximum as maxima
from llama2_rtl.converters.attention.formats import (
    DELTA_BITS,
    DISTANCE_BITS,
    PROBABILITY_BITS,
    SCALED_BITS,
    SHARE_BITS,
    SHIFT_BITS,
    total_bits,
)
from llama2_rtl.converters.hdl import In, Open, Out, clocked, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.attention_wires import SpanMarks, SpanUpdate
from llama2_rtl.converters.kernels import exp2 as exponential
from llama2_rtl.converters.kernels import round_shift as rounding
from llama2_rtl.converters.kernels.own_register import own_register

LATENCY = maxima.LATENCY + exponential.LATENCY
"""Cycles from a score to its probability."""

SETTLING = rounding.LATENCY + 1
"""Cycles from the last weight of a span to the first of the next, at least."""


def denominator_ports(geometry):
    return clocked(marks=In(SpanMarks(items=True)), weight=In(unsigned(SHARE_BITS), "a position's share"),
                   delta=In(unsigned(DELTA_BITS), "the maximum's growth in the span"),
                   total=Out(signed(total_bits(geometry)), "the denominator so far"))


@module(denominator_ports)
def denominator(clk, rst, marks, weight, delta, total, *, geometry):
    """One slot's softmax denominator: adds the weights to `total`, each a cycle after its mark. The `first` of a span
    rescales it by `delta`, or starts it anew in the `first_span`. Latency 1 cycle from the weight; the marks come a
    cycle before it: their fan-out is all slots, so each keeps its own.

    `delta` must be right from 2 cycles before `first` on.
    """
    width = total_bits(geometry)
    term, rescaled, kept, flags, own = signed(width), signed(width), signed(width), unsigned(3), unsigned(3)
    extension = widen(weight, term)
    copy = instance("u_flags", own_register, dict(d=flags, q=own), width=3)
    rescale = instance("u_round_shift", rounding.round_shift, dict(
        in_valid=marks.valid, x=total, n=delta, out_valid=Open(1), y=rescaled), width=width, out_bits=width)

    @always_comb
    def gather():
        flags.next = concat(marks.valid, marks.first, marks.first and marks.first_span)

    @always_comb
    def choose():
        kept.next = total
        if own[0]:
            kept.next = 0
        elif own[1]:
            kept.next = rescaled

    @always_seq(clk.posedge, reset=rst)
    def add():
        if own[2]:
            total.next = kept + term

    return extension, copy, rescale, gather, choose, add


def softmax_slot_ports(geometry):
    return clocked(span=In(SpanUpdate()), scaled=In(signed(SCALED_BITS), "a score"),
                   value_shift=In(unsigned(SHIFT_BITS), "the shift of the position's value, with its score"),
                   delta=Out(unsigned(DELTA_BITS), "the maximum's growth"),
                   probability=Out(unsigned(PROBABILITY_BITS), "a position's probability"),
                   sums=In(SpanMarks(items=True)), total=Out(signed(total_bits(geometry)), "the denominator so far"))


@module(softmax_slot_ports)
def softmax_slot(clk, rst, span, scaled, value_shift, delta, probability, sums, total, *, geometry):
    """One slot of the online softmax. `update` brings a span's `highest` score, the next cycles its scores, `scaled`
    with `value_shift`. Each `probability` follows LATENCY cycles later, a cycle after `sum_valid`, and `sum_first` on
    a span's first; a cycle after that it is in `total`. `delta`: see `running_maximum`.
    """
    distance, shift, weight = unsigned(DISTANCE_BITS), unsigned(SHIFT_BITS), unsigned(SHARE_BITS)

    @always_seq(clk.posedge, reset=rst)
    def follow():
        shift.next = value_shift

    maximum = instance("u_running_maximum", maxima.running_maximum, dict(
        span=span, scaled=scaled, delta=delta, distance=distance))
    power = instance("u_exp2", exponential.exp2, dict(
        in_valid=span.update, d=distance, shift=shift, out_valid=Open(1), p=probability, l=weight))
    total_of = instance("u_denominator", denominator, dict(
        marks=sums, weight=weight, delta=delta, total=total), geometry=geometry)
    return follow, maximum, power, total_of
