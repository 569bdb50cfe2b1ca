"""The weight of an entry of the sampler's list: its probability over the largest one's."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import Const, In, Open, Out, bit, clocked, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels import exp2 as powers
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.exp2 import exp2
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling_formats import (
    LOG2_E,
    LOG2_E_FRACTION_BITS,
    MASS_FRACTION_BITS,
    NEARNESS_BITS,
    NEARNESS_FRACTION_BITS,
)

TO_POWER = 4
"""Cycles from a logit to its distance below the largest: difference, limit, product, rounding."""

LATENCY = TO_POWER + powers.LATENCY

POWER_BITS, SHIFT_BITS, POWER_FRACTION_BITS = 26, 5, 8
"""Of `exp2`."""

PRODUCT_BITS = NEARNESS_BITS + LOG2_E_FRACTION_BITS + 1


def ports():
    return clocked(largest=In(signed(Q16_16.bits), "the largest logit"),
                   in_entry=In(Samples(value=signed(Q16_16.bits), counts=bit())),
                   out_weight=Out(Samples(value=unsigned(MASS_FRACTION_BITS))))


@module(ports)
def list_weight(clk, rst, largest, in_entry, out_weight):
    """`weight` is e^(entry - largest) with 15 fraction bits, `golden.token_filters.weights`, or 0 of what does not
    count. `largest` is no less than the entry. Latency `LATENCY`, throughput 1."""
    near_low, wide = Q16_16.fraction - NEARNESS_FRACTION_BITS, Q16_16.bits + 1
    near_high, low = near_low + NEARNESS_BITS, NEARNESS_FRACTION_BITS + LOG2_E_FRACTION_BITS - POWER_FRACTION_BITS
    product_bits, last_bit_at = PRODUCT_BITS, low - 1
    most, log2_e = (1 << NEARNESS_BITS) - 1, LOG2_E
    entry_wide, largest_wide, below = (signed(wide) for _ in range(3))
    near, product = unsigned(NEARNESS_BITS), unsigned(PRODUCT_BITS)
    last_bit, increment, octaves = bit(), unsigned(PRODUCT_BITS - low), unsigned(PRODUCT_BITS - low)
    distance, valid, counted, power = unsigned(POWER_BITS), bit(), bit(), unsigned(MASS_FRACTION_BITS)
    extensions = (widen(in_entry.value, entry_wide), widen(largest, largest_wide), widen(last_bit, increment),
                  widen(octaves, distance))
    powers_of_two = instance("u_exp2", exp2, dict(
        in_=Samples(valid=valid, d=distance, shift=Const(0, SHIFT_BITS)),
        out=Samples(valid=out_weight.valid, p=power, l=Open(31))))
    marks = (delayed("u_valid", in_entry.valid, valid, TO_POWER),
             delayed("u_counts", in_entry.counts, counted, LATENCY))

    @always_comb
    def find_last_bit():
        last_bit.next = product[last_bit_at]

    @always_seq(clk.posedge, reset=rst)
    def find_distance():
        below.next = largest_wide - entry_wide
        near.next = below[near_high:near_low]
        if below[wide:near_high] != 0:
            near.next = most
        product.next = near * log2_e
        octaves.next = product[product_bits:low] + increment

    @always_comb
    def show():
        out_weight.value.next = 0
        if counted:
            out_weight.value.next = power

    return extensions, powers_of_two, marks, find_last_bit, find_distance, show
