"""A lane of the vector quantiser with the buffer of its elements."""

from myhdl import always_comb, always_seq

from converters.control.reset_copy import own_reset
from converters.hdl import bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.memory.ram import ram
from converters.vector import quantize_lane as quantizing
from converters.vector.quantize_lane import SHIFT_BITS, SHIFT_HIGH_BITS, U_BITS, quantize_lane

LATENCY = 1 + quantizing.LATENCY
"""Cycles from `reading` to `a`: the buffer is read, its element quantised."""


def ports(lanes, depth, act_bits):
    lane_bits, address_bits = clog2(lanes), clog2(depth)
    return dict(clk=clock(), rst=reset(), lane=unsigned(lane_bits),
                we=bit(), write_lane=unsigned(lane_bits), write_word=unsigned(address_bits), u=unsigned(U_BITS),
                commit=bit(), reading=bit(), read_word=unsigned(address_bits), at_last_word=bit(),
                shift_high=unsigned(SHIFT_HIGH_BITS), shift=unsigned(SHIFT_BITS), a=signed(act_bits))


@module(ports)
def quantizer_lane(clk, rst, lane, we, write_lane, write_word, u, commit, reading, read_word, at_last_word, shift_high,
                   shift, a, *, lanes, depth, act_bits):
    """Keeps the elements written for this `lane`; `a` is that of `read_word` quantised, LATENCY cycles after `reading`.

    `write_word`, `u` and `commit` come a cycle after their `we` and `write_lane`. `at_last_word` says that the lanes
    after that of the element with `commit` hold none of this word: they give 0. Timing of `shift_high`, `shift`
    and `a` as in `quantize_lane`.
    """
    own_rst, resetting = own_reset("u_reset", clk, rst)
    mine, reaches, ends_after, keep = bit(), bit(), bit(), bit()
    element, stored = unsigned(U_BITS), unsigned(U_BITS)

    @always_comb
    def cast():
        element.next = u[U_BITS:]

    @always_seq(clk.posedge, reset=own_rst)
    def judge():
        mine.next = we and (write_lane == lane)
        reaches.next = write_lane >= lane
        if commit:
            ends_after.next = reaches
        keep.next = reading and ((not at_last_word) or ends_after)

    buffer = instance("u_ram", ram, dict(
        clk=clk, we=mine, waddr=write_word, wdata=element, raddr=read_word, rdata=stored),
        width=U_BITS, depth=depth)
    quantize = instance("u_quantize_lane", quantize_lane, dict(
        clk=clk, rst=own_rst, keep=keep, u=stored, shift_high=shift_high, shift=shift, a=a), bits=act_bits)
    return resetting, cast, judge, buffer, quantize
