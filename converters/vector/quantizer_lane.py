"""A lane of the vector quantiser with the buffer of its elements."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.vector_wires import LaneReads, LaneWrites, QuantizerShift
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.vector import quantize_lane as quantizing
from llama2_rtl.converters.vector.formats import U_BITS
from llama2_rtl.converters.vector.quantize_lane import quantize_lane

LATENCY = 1 + quantizing.LATENCY
"""Cycles from `reading` to `a`: the buffer is read, its element quantised."""


def ports(lanes, depth, act_bits, vectors=1):
    lane_bits, address_bits = clog2(lanes), clog2(depth)
    return clocked(lane=In(unsigned(lane_bits), "this lane's number"),
                   writes=In(LaneWrites(lane_bits, address_bits, vectors)), reads=In(LaneReads(address_bits, vectors)),
                   shift=In(QuantizerShift()), a=Out(signed(act_bits), "the mantissa of the element read"))


@module(ports)
def quantizer_lane(clk, rst, lane, writes, reads, shift, a, *, lanes, depth, act_bits, vectors=1):
    """Keeps the elements written for this `lane`; `a` is that of `read_word` quantised, LATENCY cycles after `reading`.

    `write_word`, `u` and `commit` come a cycle after their `we` and `write_lane`. `at_last_word` says that the lanes
    after that of the element with `commit` hold none of this word: they give 0. Timing of `shift_high`, `shift`
    and `a` as in `quantize_lane`. Vectors of one batch are of one length.
    """
    own_rst, resetting = own_reset("u_reset")
    mine, reaches, ends_after, keep, element, stored = bit(), bit(), bit(), bit(), unsigned(U_BITS), unsigned(U_BITS)

    @always_comb
    def cast():
        element.next = writes.u[U_BITS:]

    @always_seq(clk.posedge, reset=own_rst)
    def judge():
        mine.next = writes.we and (writes.write_lane == lane)
        reaches.next = writes.write_lane >= lane
        if writes.commit:
            ends_after.next = reaches
        keep.next = reads.reading and ((not reads.at_last_word) or ends_after)

    write_place, read_place, places = writes.write_word, reads.read_word, ()
    if vectors > 1:
        write_place, read_place = (unsigned(clog2(depth) + clog2(vectors)) for _ in range(2))

        @always_comb
        def places():
            write_place.next = concat(writes.write_word, writes.vector)
            read_place.next = concat(reads.read_word, reads.vector)

    buffer = instance("u_ram", ram, dict(we=mine, waddr=write_place, wdata=element, raddr=read_place, rdata=stored),
                      width=U_BITS, depth=depth if vectors == 1 else depth << clog2(vectors))
    quantize = instance("u_quantize_lane", quantize_lane, dict(
        rst=own_rst, keep=keep, u=stored, shift=shift, a=a), bits=act_bits)
    return resetting, cast, judge, places, buffer, quantize
