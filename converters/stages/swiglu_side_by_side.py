"""SwiGLU of rows that come side by side."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, side_by_side, signed
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.stages import swiglu_pair as pairing
from llama2_rtl.converters.stages.swiglu_pair import swiglu_pair
from llama2_rtl.golden.number_formats import Q16_16

LATENCY = pairing.LATENCY
"""Cycles from the last rows to the vector's last elements."""


def ports(hidden_dim, tail):
    return clocked(in_y=In(MarkedSamples(last=bit(), value=signed(tail * Q16_16.bits))),
                   u=Out(VectorElements(clog2(hidden_dim // tail), tail=tail)))


@module(ports)
def swiglu_side_by_side(clk, rst, in_y, u, *, hidden_dim, tail):
    """As `swiglu`, of one vector, with `tail` rows in a cycle, an even number that divides `hidden_dim`: gate and up in
    turn. Two such cycles make `tail` elements of the hidden vector, LATENCY cycles after the second."""
    half = tail // 2 * Q16_16.bits
    made, first_half, at_second = Samples(value=signed(half)), signed(half), bit()
    pairs = side_by_side("u_swiglu_pair", swiglu_pair, tail // 2, dict(
        in_valid=in_y.valid, y=in_y.value, out_valid=made.valid, u=made.value))
    ends = bit()
    to_end = delayed("u_to_end", ends, u.commit, LATENCY)

    @always_comb
    def find_end():
        ends.next = in_y.valid and in_y.last

    @always_comb
    def put_together():
        u.we.next = made.valid and at_second
        u.value.next = concat(made.value, first_half).signed()

    @always_seq(clk.posedge, reset=rst)
    def count():
        if made.valid:
            at_second.next = not at_second
            first_half.next = made.value
        if u.commit:
            u.index.next = 0
        elif u.we:
            u.index.next = u.index + 1

    return pairs, to_end, find_end, put_together, count
