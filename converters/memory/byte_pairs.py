"""Two bytes into one 16-bit word, for a weight stream of one lane."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.interfaces.stream import Stream

BYTE_BITS = 8


def ports():
    return clocked(s=In(Stream(BYTE_BITS)), m=Out(Stream(2 * BYTE_BITS)))


@module(ports)
def byte_pairs(clk, rst, s, m):
    """Keeps every first byte, and offers it below the second while that is on `s_data`. Latency 0 from the second
    byte, a byte per cycle; `m_ready` is on the path to `s_ready`."""
    low, kept = unsigned(BYTE_BITS), bit()

    @always_comb
    def pair():
        s.ready.next = m.ready or not kept
        m.valid.next = s.valid and kept
        m.data.next = concat(s.data, low)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if s.valid and not kept:
            low.next = s.data
            kept.next = 1
        elif s.valid and m.ready:
            kept.next = 0

    return pair, keep
