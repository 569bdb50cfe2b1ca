"""Words that wait for attention, each at a fixed time after it was called."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, clog2, instance, module, unsigned
from llama2_rtl.converters.interfaces.axi_wires import CalledWords
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.memory.kv_cache import LATENCY as CACHE_LATENCY
from llama2_rtl.converters.memory.ram import ram

LATENCY = CACHE_LATENCY + 1
"""Cycles from `issue` to the word: as long as from the decision for a beat to the word of the cache on chip."""


def ports(width, depth):
    return clocked(s=In(Stream(width)), m=Out(CalledWords(width)))


@module(ports, suffix="{width}x{depth}")
def word_buffer(clk, rst, s, m, *, width, depth):
    """A FIFO read by call: `issue` takes the first of the words, which may be done while `there` is high; it is on
    `m_data` LATENCY cycles later, for one cycle. A word per cycle in and out. `there`, a register, is high from the
    cycle after the word came; `s_ready`, a register, while there is room. A reset empties it. `depth` is a power of
    two, at least 4.
    """
    address_bits, almost = clog2(depth), depth - 2
    level, held, after_last, first = (unsigned(address_bits + 1) for _ in range(4))
    push, called, word = bit(), bit(), unsigned(width)
    memory = instance("u_ram", ram, dict(
        we=push, waddr=Part(after_last, address_bits, 0), wdata=s.data, raddr=Part(first, address_bits, 0),
        rdata=word), width=width, depth=depth)
    wait = delayed("u_word", word, m.data, LATENCY - 2)

    @always_comb
    def accept():
        push.next = s.valid and s.ready

    @always_seq(clk.posedge, reset=rst)
    def count():
        if push and not m.issue:
            level.next = level + 1
            m.there.next = 1
        elif m.issue and not push:
            level.next = level - 1
            m.there.next = level != 1
        called.next = m.issue
        if push and not called:
            held.next = held + 1
        elif called and not push:
            held.next = held - 1
        s.ready.next = held < almost
        if push:
            after_last.next = after_last + 1
        if called:
            first.next = first + 1

    return memory, wait, accept, count
