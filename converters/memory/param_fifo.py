"""Row scales and norm gains: words of the weight image in, 16-bit values out."""

from myhdl import always_comb

from converters.hdl import Const, bit, clock, instance, module, reset, unsigned
from converters.memory.byte_pairs import BYTE_BITS, byte_pairs
from converters.memory.fifo import fifo
from converters.memory.value_unpacker import VALUE_BITS, value_unpacker
from converters.memory.word_queue import word_queue


def ports(lanes, depth_words, padded):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(BYTE_BITS * lanes),
                m_valid=bit(), m_data=unsigned(VALUE_BITS), pop=bit(), pop_last=bit())


@module(ports, suffix=lambda depth_words, padded, **_: f"{depth_words}{'_padded' if padded else ''}")
def param_fifo(clk, rst, s_valid, s_ready, s_data, m_valid, m_data, pop, pop_last, *, lanes, depth_words,
               padded):
    """Values of 16 bits, low byte first, out of words of `lanes` bytes; `m_data` is the next one while
    `m_valid`.

    `pop` takes it, and the next value is there in the next cycle; `pop_last` (with or without `pop`) takes it and drops
    what is left of its word, and the next value may come a cycle later. Nothing is ever left where words are not
    `padded`. `s_ready` while there is room for a word.
    `depth_words` is a power of two, at least 4 for one lane, else 2.
    """
    taken = bit()

    @always_comb
    def take():
        taken.next = pop or pop_last

    width = max(BYTE_BITS * lanes, VALUE_BITS)
    word_valid, word_ready = bit(), bit()
    if lanes == 1:
        pair_valid, pair_ready, pair = bit(), bit(), unsigned(VALUE_BITS)
        pairing = instance("u_byte_pairs", byte_pairs, dict(
            clk=clk, rst=rst, s_valid=s_valid, s_ready=s_ready, s_data=s_data, m_valid=pair_valid,
            m_ready=pair_ready, m_data=pair))
        source, depth = dict(s_valid=pair_valid, s_ready=pair_ready, s_data=pair), depth_words // 2
    else:
        pairing, source, depth = (), dict(s_valid=s_valid, s_ready=s_ready, s_data=s_data), depth_words

    if lanes <= 2:
        queue = instance("u_fifo", fifo, dict(
            clk=clk, rst=rst, **source, m_valid=m_valid, m_ready=taken, m_data=m_data),
            width=width, depth=depth)
        return take, pairing, queue

    word = unsigned(width)
    queue = instance("u_queue", word_queue, dict(
        clk=clk, rst=rst, **source, m_valid=word_valid, m_ready=word_ready, m_data=word),
        width=width, depth=depth)
    unpacking = instance("u_value_unpacker", value_unpacker, dict(
        clk=clk, rst=rst, s_valid=word_valid, s_ready=word_ready, s_data=word, m_valid=m_valid, m_data=m_data,
        pop=taken, drop_rest=pop_last if padded else Const(0, 1)), values=lanes // 2)
    return take, queue, unpacking
