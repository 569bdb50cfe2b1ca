"""One slot of the online softmax: running maximum, probabilities, denominator."""

from myhdl import always_seq

from converters.attention import running_maximum as maxima
from converters.attention.denominator import denominator
from converters.attention.formats import (
    DELTA_BITS,
    DISTANCE_BITS,
    PROBABILITY_BITS,
    SCALED_BITS,
    SHIFT_BITS,
    WEIGHT_BITS,
    total_bits,
)
from converters.hdl import Open, bit, clock, instance, module, reset, signed, unsigned
from converters.kernels import exp2 as exponential

LATENCY = maxima.LATENCY + exponential.LATENCY
"""Cycles from a score to its probability."""


def ports(geometry):
    return dict(clk=clock(), rst=reset(), update=bit(), first_block=bit(), highest=signed(SCALED_BITS),
                scaled=signed(SCALED_BITS), value_shift=unsigned(SHIFT_BITS),
                delta=unsigned(DELTA_BITS), probability=unsigned(PROBABILITY_BITS),
                sum_valid=bit(), sum_first=bit(), sum_first_block=bit(), total=signed(total_bits(geometry)))


@module(ports)
def softmax_slot(clk, rst, update, first_block, highest, scaled, value_shift, delta, probability, sum_valid,
                 sum_first, sum_first_block, total, *, geometry):
    """`update` brings a block's `highest` score, the next cycles its scores, `scaled` with `value_shift`.
    Each `probability` follows LATENCY cycles later, with `sum_valid`, and `sum_first` on a block's first; a
    cycle after that it is in `total`. `delta`: see `running_maximum`.
    """
    distance, shift = unsigned(DISTANCE_BITS), unsigned(SHIFT_BITS)
    weight = unsigned(WEIGHT_BITS)

    @always_seq(clk.posedge, reset=rst)
    def follow():
        shift.next = value_shift

    maximum = instance("u_running_maximum", maxima.running_maximum, dict(
        clk=clk, rst=rst, update=update, first_block=first_block, highest=highest, scaled=scaled, delta=delta,
        distance=distance))
    power = instance("u_exp2", exponential.exp2, dict(
        clk=clk, rst=rst, in_valid=update, d=distance, shift=shift, out_valid=Open(1), p=probability,
        l=weight))
    total_of = instance("u_denominator", denominator, dict(
        clk=clk, rst=rst, valid=sum_valid, first=sum_first, first_block=sum_first_block, weight=weight,
        delta=delta, total=total), geometry=geometry)
    return follow, maximum, power, total_of
