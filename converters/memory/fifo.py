"""A FIFO of words in a block RAM."""

from myhdl import always_comb, always_seq

from converters.hdl import Part, bit, clock, clog2, instance, module, reset, unsigned
from converters.memory.ram import holding_ram

LATENCY = 3
"""Cycles from a word's arrival in the empty FIFO to its offer."""


def ports(width, depth):
    return dict(clk=clock(), rst=reset(), s_valid=bit(), s_ready=bit(), s_data=unsigned(width),
                m_valid=bit(), m_ready=bit(), m_data=unsigned(width))


def check(width, depth):
    """Raises ValueError unless `depth` is a power of two from 2 on: the pointers wrap by themselves."""
    if depth < 2 or depth & (depth - 1):
        raise ValueError(f"a FIFO of {depth} words; choose a power of two, at least 2")
    return f"{width}x{depth}"


@module(ports, suffix=check)
def fifo(clk, rst, s_valid, s_ready, s_data, m_valid, m_ready, m_data, *, width, depth):
    """Words leave in the order in which they came, one per cycle; `s_ready`, a register, while the RAM has room.

    A word is read ahead of its turn: two wait in registers, which leave and are filled in turn, the next at the RAM's
    output. So nothing but the choice between the two hangs on `m_ready`. `depth` is a power of two; it counts the words
    in the RAM, of which the one at its output is one.
    """
    address_bits, almost = clog2(depth), depth - 1
    first, after_last, level, to_read = (unsigned(address_bits + 1) for _ in range(4))
    push, advance, fetch, unread, ready_word, fills = (bit() for _ in range(6))
    full, leave_odd, fill_odd, leave = (bit() for _ in range(4))
    word, even, odd = unsigned(width), unsigned(width), unsigned(width)

    @always_comb
    def accept():
        push.next = s_valid and s_ready

    @always_comb
    def look_for_room():
        fills.next = level[address_bits] or (push and (level == almost))

    @always_comb
    def choose():
        advance.next = ready_word and not full
        leave.next = m_valid and m_ready

    @always_comb
    def offer():
        if leave_odd:
            m_data.next = odd
        else:
            m_data.next = even

    @always_comb
    def look_ahead():
        fetch.next = unread and (advance or not ready_word)

    memory = instance("u_ram", holding_ram, dict(
        clk=clk, we=push, waddr=Part(after_last, address_bits, 0), wdata=s_data,
        raddr=Part(first, address_bits, 0), rdata=word, re=fetch), width=width, depth=depth)

    @always_seq(clk.posedge, reset=rst)
    def move():
        if push:
            after_last.next = after_last + 1
        if push and not fetch:
            unread.next = 1
            to_read.next = to_read + 1
        elif fetch and not push:
            unread.next = to_read != 1
            to_read.next = to_read - 1
        if fetch:
            first.next = first + 1
            ready_word.next = 1
        elif advance:
            ready_word.next = 0
        s_ready.next = advance or not fills
        if push and not advance:
            level.next = level + 1
        elif advance and not push:
            level.next = level - 1

    @always_seq(clk.posedge, reset=rst)
    def pass_on():
        if advance and not leave:
            m_valid.next = 1
            full.next = m_valid
        elif leave and not advance:
            m_valid.next = full
            full.next = 0
        if leave:
            leave_odd.next = not leave_odd
        if advance:
            fill_odd.next = not fill_odd
        if advance and fill_odd:
            odd.next = word
        elif advance:
            even.next = word

    return accept, look_for_room, choose, offer, look_ahead, memory, move, pass_on
