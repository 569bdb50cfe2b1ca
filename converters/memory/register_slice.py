"""Registers between a giver of words and their taker, such that neither hangs on the other."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, module, reset, unsigned

LATENCY = 1
"""Cycles from a word's arrival in the empty slice to its offer."""


def ports(width):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(width),
                m_valid=bit(), m_ready=bit(), m_data=unsigned(width))


@module(ports, suffix="{width}")
def register_slice(clk, rst, s_valid, s_ready, s_data, m_valid, m_ready, m_data, *, width):
    """A word per cycle in and out. `m_valid` is a register, and `s_ready` but the inverse of one.

    Two words wait in registers, which leave and are filled in turn: nothing but the choice between the two hangs on
    `m_ready`.
    """
    full, advance, leave, leave_odd, fill_odd = (bit() for _ in range(5))
    even, odd = unsigned(width), unsigned(width)

    @always_comb
    def accept():
        s_ready.next = not full
        advance.next = s_valid and not full
        leave.next = m_valid and m_ready

    @always_comb
    def offer():
        m_data.next = even
        if leave_odd:
            m_data.next = odd

    @always_seq(clk.posedge, reset=rst)
    def count():
        if advance and not leave:
            m_valid.next = 1
            full.next = m_valid
        elif leave and not advance:
            m_valid.next = full
            full.next = 0

    @always_seq(clk.posedge, reset=rst)
    def move():
        if leave:
            leave_odd.next = not leave_odd
        if advance:
            fill_odd.next = not fill_odd
        if advance and fill_odd:
            odd.next = s_data
        elif advance:
            even.next = s_data

    return accept, offer, count, move
