"""Row scales and norm gains: words of the weight image in, 16-bit values out."""

from myhdl import always_comb

from llama2_rtl.converters.hdl import Const, In, Out, bit, clocked, instance, module
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.interfaces.vector import Gains
from llama2_rtl.converters.memory.byte_pairs import BYTE_BITS, byte_pairs
from llama2_rtl.converters.memory.fifo import fifo
from llama2_rtl.converters.memory.value_unpacker import VALUE_BITS, value_unpacker
from llama2_rtl.converters.memory.word_queue import word_queue


def ports(word_bytes, depth_words, padded, tail=1):
    return clocked(s=In(Stream(BYTE_BITS * word_bytes)), m=Out(Gains(tail * VALUE_BITS)))


@module(ports, suffix=lambda depth_words, padded, **_: f"{depth_words}{'_padded' if padded else ''}")
def param_fifo(clk, rst, s, m, *, word_bytes, depth_words, padded, tail=1):
    """Values of 16 bits, low byte first, out of words of `word_bytes` bytes; `m_data` is the next one while
    `m_valid`.

    `pop` takes it, and the next value is there in the next cycle; `pop_last` (with or without `pop`) takes it and drops
    what is left of its word, and the next value may come a cycle later. Nothing is ever left where words are not
    `padded`. `s_ready` while there is room for a word.
    `depth_words` is a power of two, at least 4 for words of a byte, else 2. With a `tail` of several elements as many
    values, side by side, are the next one: a word holds at least twice as many.
    """
    taken = bit()

    @always_comb
    def take():
        taken.next = m.pop or m.pop_last

    width = max(BYTE_BITS * word_bytes, VALUE_BITS)
    if word_bytes == 1:
        pair = Stream(VALUE_BITS)
        pairing = instance("u_byte_pairs", byte_pairs, dict(s=s, m=pair))
        source, depth = pair, depth_words // 2
    else:
        pairing, source, depth = (), s, depth_words

    if word_bytes <= 2:
        value = Stream(width).with_wires(valid=m.valid, ready=taken, data=m.value)
        queue = instance("u_fifo", fifo, dict(s=source, m=value), width=width, depth=depth)
        return take, pairing, queue

    value_bits = tail * VALUE_BITS
    word, value = Stream(width), Gains(value_bits, ends=False).with_wires(valid=m.valid, value=m.value, pop=taken)
    queue = instance("u_queue", word_queue, dict(s=source, m=word), width=width, depth=depth)
    unpacking = instance("u_value_unpacker", value_unpacker, dict(
        s=word, m=value, drop_rest=m.pop_last if padded else Const(0, 1)), values=width // value_bits,
        value_bits=value_bits)
    return take, queue, unpacking
