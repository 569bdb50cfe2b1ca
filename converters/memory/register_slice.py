"""A skid buffer: registers in a stream, so that no path leads from its sink to its source or back."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, unsigned, wire
from llama2_rtl.converters.hdl.private import shape_of
from llama2_rtl.converters.interfaces.stream import Stream

LATENCY = 1
"""Cycles from a word's arrival in the empty slice to its offer."""


def ports(width):
    return clocked(s=In(Stream(width)), m=Out(Stream(width)))


@module(ports, suffix="{width}")
def register_slice(clk, rst, s, m, *, width):
    """A word per cycle in and out. `m_valid` is a register, and `s_ready` but the inverse of one.

    Two words wait in registers, which leave and are filled in turn: `m_ready` drives nothing but the choice between the
    two. What enables so many registers is no more than `s_valid` and a flag: each word has one, high while it is free
    and the next to be filled.
    """
    full, advance, leave, leave_odd, fill_odd, next_full, next_fill_odd = (bit() for _ in range(7))
    open_even, open_odd, even, odd = bit(1), bit(), unsigned(width), unsigned(width)

    @always_comb
    def accept():
        s.ready.next = not full
        advance.next = s.valid and not full
        leave.next = m.valid and m.ready

    @always_comb
    def offer():
        m.data.next = even
        if leave_odd:
            m.data.next = odd

    @always_comb
    def look_ahead():
        next_full.next = (full and not leave) or (advance and m.valid and not leave)
        next_fill_odd.next = fill_odd != advance

    @always_seq(clk.posedge, reset=rst)
    def count():
        full.next = next_full
        if advance and not leave:
            m.valid.next = 1
        elif leave and not advance:
            m.valid.next = full

    @always_seq(clk.posedge, reset=rst)
    def move():
        if leave:
            leave_odd.next = not leave_odd
        fill_odd.next = next_fill_odd
        open_even.next = not next_full and not next_fill_odd
        open_odd.next = not next_full and next_fill_odd
        if s.valid and open_even:
            even.next = s.data
        if s.valid and open_odd:
            odd.next = s.data

    return accept, offer, look_ahead, count, move


def register_slices(s, m, count):
    """Place `count` register slices between two streams, in which twice as many words wait."""
    width, blocks = shape_of(s.data)[0], []
    for number in range(count):
        out = m if number == count - 1 else Stream(width).with_wires(
            valid=wire(bit(), f"valid_{number}"), ready=wire(bit(), f"ready_{number}"),
            data=wire(unsigned(width), f"data_{number}"))
        blocks.append(instance(f"u_slice_{number}", register_slice, dict(s=s, m=out), width=width))
        s = out
    return blocks
