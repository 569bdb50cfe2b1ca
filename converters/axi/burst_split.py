"""Cuts a command, a run of words, into bursts."""

from myhdl import always_comb, always_seq

from converters.axi.bus import beat_bits
from converters.hdl import bit, clock, clog2, module, named, reset, resize, unsigned, widen

TAKE, MEASURE, CUT, OFFER = named("TAKE MEASURE CUT OFFER")


def ports(offset_bits, burst):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_offset=unsigned(offset_bits),
                s_words=unsigned(offset_bits), m_valid=bit(), m_ready=bit(), m_offset=unsigned(offset_bits),
                m_beats=unsigned(beat_bits(burst)))


@module(ports)
def burst_split(clk, rst, s_valid, s_ready, s_offset, s_words, m_valid, m_ready, m_offset, m_beats, *, offset_bits,
                burst):
    """`s_words` words from word `s_offset` on, as bursts of `m_beats` that begin at `m_offset` and end at multiples of
    `burst` words, a power of two. No words, no burst. A burst is offered 3 cycles after the one before was taken.
    """
    place_bits, count_bits = clog2(burst), beat_bits(burst)
    state = unsigned(2)
    left, beats = unsigned(offset_bits), unsigned(offset_bits)
    room, rest = unsigned(count_bits), unsigned(count_bits)
    short = bit()
    widths = widen(m_beats, beats), resize(left, rest)

    @always_comb
    def offer():
        s_ready.next = state == TAKE
        m_valid.next = state == OFFER

    @always_seq(clk.posedge, reset=rst)
    def split():
        if state == TAKE:
            m_offset.next = s_offset
            left.next = s_words
            if s_valid:
                state.next = MEASURE
        elif state == MEASURE:
            room.next = burst - m_offset[place_bits:]
            short.next = left[offset_bits:place_bits] == 0
            if left == 0:
                state.next = TAKE
            else:
                state.next = CUT
        elif state == CUT:
            if short and (rest < room):
                m_beats.next = rest
            else:
                m_beats.next = room
            state.next = OFFER
        elif m_ready:
            m_offset.next = m_offset + beats
            left.next = left - beats
            state.next = MEASURE

    return widths, offer, split
