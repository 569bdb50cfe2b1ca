"""Words that wait for attention, each at a fixed time after it was called."""

from myhdl import always_comb, always_seq

from converters.hdl import Part, bit, clock, clog2, instance, module, reset, unsigned
from converters.kernels.delay import delayed
from converters.memory.kv_cache import LATENCY as CACHE_LATENCY
from converters.memory.ram import ram

LATENCY = CACHE_LATENCY + 1
"""Cycles from `issue` to the word: as long as from the decision for a beat to the word of the cache on chip."""


def ports(width, depth):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(width), there=bit(),
                issue=bit(), m_data=unsigned(width))


@module(ports, suffix="{width}x{depth}")
def word_buffer(clk, rst, s_valid, s_ready, s_data, there, issue, m_data, *, width, depth):
    """`issue` takes the first of the words, which may be done while `there` is high; it is on `m_data` LATENCY cycles
    later, for one cycle. `there`, a register, is high from the cycle after the word came. `depth` is a power of two,
    at least 4.
    """
    address_bits, almost = clog2(depth), depth - 2
    level, held, after_last, first = (unsigned(address_bits + 1) for _ in range(4))
    push, called = bit(), bit()
    word = unsigned(width)
    memory = instance("u_ram", ram, dict(
        clk=clk, we=push, waddr=Part(after_last, address_bits, 0), wdata=s_data, raddr=Part(first, address_bits, 0),
        rdata=word), width=width, depth=depth)
    wait = delayed("u_word", clk, rst, word, m_data, LATENCY - 2)

    @always_comb
    def accept():
        push.next = s_valid and s_ready

    @always_seq(clk.posedge, reset=rst)
    def count():
        if push and not issue:
            level.next = level + 1
            there.next = 1
        elif issue and not push:
            level.next = level - 1
            there.next = level != 1
        called.next = issue
        if push and not called:
            held.next = held + 1
        elif called and not push:
            held.next = held - 1
        s_ready.next = held < almost
        if push:
            after_last.next = after_last + 1
        if called:
            first.next = first + 1

    return memory, wait, accept, count
