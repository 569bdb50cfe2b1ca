"""The weight image in a ROM, as the stream that the engine reads."""

from myhdl import always_comb, always_seq

from converters.hdl import Open, bit, clock, clog2, instance, module, reset, unsigned
from converters.memory.fifo import fifo
from converters.memory.rom import rom

AHEAD = 8
"""Words fetched ahead; a word takes five cycles from its address until its place is free again."""


def ports(lanes, words, file):
    return dict(clk=clock(), rst=reset(), m_valid=bit(), m_ready=bit(), m_data=unsigned(8 * lanes))


@module(ports)
def weight_source(clk, rst, m_valid, m_ready, m_data, *, lanes, words, file):
    """The `words` words of `lanes` bytes in `file`, front to back and from the start again, one per cycle.

    `m_valid` does not wait for `m_ready`, and a word once offered stays until it is taken.
    """
    last_word = words - 1
    addr = unsigned(clog2(words))
    under_way = unsigned(clog2(AHEAD + 1))
    fetch, arriving, taken = bit(), bit(), bit()
    word = unsigned(8 * lanes)

    memory = instance("u_rom", rom, dict(clk=clk, addr=addr, data=word),
                      width=8 * lanes, depth=words, file=file)
    queue = instance("u_fifo", fifo, dict(
        clk=clk, rst=rst, s_valid=arriving, s_ready=Open(1), s_data=word, m_valid=m_valid, m_ready=m_ready,
        m_data=m_data), width=8 * lanes, depth=AHEAD)

    @always_comb
    def decide():
        fetch.next = under_way != AHEAD
        taken.next = m_valid and m_ready

    @always_seq(clk.posedge, reset=rst)
    def read():
        arriving.next = fetch
        if fetch:
            if addr == last_word:
                addr.next = 0
            else:
                addr.next = addr + 1
        if fetch and not taken:
            under_way.next = under_way + 1
        elif taken and not fetch:
            under_way.next = under_way - 1

    return memory, queue, decide, read
