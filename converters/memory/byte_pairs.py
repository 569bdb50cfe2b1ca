"""Two bytes into one 16-bit word, for a weight stream of one lane."""

from myhdl import always_comb, always_seq, concat

from converters.hdl import bit, clock, module, reset, unsigned

BYTE_BITS = 8


def ports():
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(BYTE_BITS),
                m_valid=bit(), m_ready=bit(), m_data=unsigned(2 * BYTE_BITS))


@module(ports)
def byte_pairs(clk, rst, s_valid, s_ready, s_data, m_valid, m_ready, m_data):
    """Keeps every first byte, and offers it below the second while that is on `s_data`. No latency."""
    low = unsigned(BYTE_BITS)
    kept = bit()

    @always_comb
    def pair():
        s_ready.next = m_ready or not kept
        m_valid.next = s_valid and kept
        m_data.next = concat(s_data, low)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if s_valid and not kept:
            low.next = s_data
            kept.next = 1
        elif s_valid and m_ready:
            kept.next = 0

    return pair, keep
