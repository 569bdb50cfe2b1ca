"""Cuts a command, a run of words, into bursts."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.axi.bus import beat_bits
from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    module,
    named,
    resize,
    state_register,
    unsigned,
    widen,
)
from llama2_rtl.converters.interfaces.stream import BurstRequest, WordRange

TAKE, MEASURE, CUT, OFFER = named("TAKE MEASURE CUT OFFER")


def ports(offset_bits, burst):
    return clocked(s=In(WordRange(offset_bits)), m=Out(BurstRequest(offset_bits, beat_bits(burst))))


@module(ports)
def burst_split(clk, rst, s, m, *, offset_bits, burst):
    """`s_words` words from word `s_offset` on, as bursts of `m_beats` that begin at `m_offset` and end at multiples of
    `burst` words, a power of two. No words, no burst. The first burst is offered 3 cycles after its command was taken,
    each further one 3 cycles after the one before was. A reset returns to no command.
    """
    place_bits, count_bits = clog2(burst), beat_bits(burst)
    state = state_register(TAKE)
    left, beats, room, rest = unsigned(offset_bits), unsigned(offset_bits), unsigned(count_bits), unsigned(count_bits)
    short = bit()
    widths = widen(m.beats, beats), resize(left, rest)

    @always_comb
    def offer():
        s.ready.next = state == TAKE
        m.valid.next = state == OFFER

    @always_seq(clk.posedge, reset=rst)
    def split():
        if state == TAKE:
            m.offset.next = s.offset
            left.next = s.words
            if s.valid:
                state.next = MEASURE
        elif state == MEASURE:
            room.next = burst - m.offset[place_bits:]
            short.next = left[offset_bits:place_bits] == 0
            if left == 0:
                state.next = TAKE
            else:
                state.next = CUT
        elif state == CUT:
            if short and (rest < room):
                m.beats.next = rest
            else:
                m.beats.next = room
            state.next = OFFER
        elif m.ready:
            m.offset.next = m.offset + beats
            left.next = left - beats
            state.next = MEASURE

    return widths, offer, split
