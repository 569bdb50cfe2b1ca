"""RoPE on a stream of heads, several pairs in a cycle."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    module,
    side_by_side,
    signed,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.kernels_wires import AngleRead, AngleStart, MarkedSamples, Samples
from llama2_rtl.converters.kernels import rope_pair as pairing
from llama2_rtl.converters.kernels.quarter_wave import ANGLE_BITS
from llama2_rtl.converters.kernels.rope import ONE
from llama2_rtl.converters.kernels.rope_pair import rope_pair
from llama2_rtl.converters.kernels.rope_table import rope_table
from llama2_rtl.golden.number_formats import Q16_16

LATENCY = 1 + pairing.LATENCY
"""Cycles from elements to their results."""


def ports(head_dim, pos_bits, tail):
    return clocked(angles=In(AngleStart(pos_bits)),
                   in_x=In(MarkedSamples(rotate=bit(), value=signed(tail * Q16_16.bits))),
                   out_y=Out(Samples(value=signed(tail * Q16_16.bits))))


@module(ports)
def rope_side_by_side(clk, rst, angles, in_x, out_y, *, head_dim, pos_bits, tail):
    """As `rope`, of one vector, with `tail` elements of a head in a cycle, an even number below `head_dim` that divides
    it, the first one lowest. All results of a cycle leave together."""
    at_once = tail // 2
    last_group, angle_width = head_dim // tail - 1, at_once * ANGLE_BITS
    angle, group = AngleRead(clog2(head_dim // tail), angle_width), unsigned(clog2(head_dim // tail))
    turned = Samples(value=signed(tail * Q16_16.bits), cos=signed(angle_width), sin=signed(angle_width))
    ones = unsigned(angle_width)
    constant = tie(ones, sum(ONE << ANGLE_BITS * i for i in range(at_once)))
    table = instance("u_rope_table", rope_table, dict(angles=angles, read=angle),
                     head_dim=head_dim, pos_bits=pos_bits, at_once=at_once)

    @always_comb
    def walk():
        angle.pair.next = group
        if in_x.valid:
            angle.pair.next = group + 1
            if group == last_group:
                angle.pair.next = 0

    @always_seq(clk.posedge, reset=rst)
    def turn():
        group.next = angle.pair
        turned.valid.next = in_x.valid
        turned.value.next = in_x.value
        if in_x.rotate:
            turned.cos.next = angle.cos
            turned.sin.next = angle.sin
        else:
            turned.cos.next = ones.signed()
            turned.sin.next = 0

    pairs = side_by_side("u_rope_pair", rope_pair, at_once, dict(in_x=turned, out_y=out_y))
    return constant, table, walk, turn, pairs
