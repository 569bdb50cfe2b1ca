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
    two.
    """
    full, advance, leave, leave_odd, fill_odd = (bit() for _ in range(5))
    even, odd = unsigned(width), unsigned(width)

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

    @always_seq(clk.posedge, reset=rst)
    def count():
        if advance and not leave:
            m.valid.next = 1
            full.next = m.valid
        elif leave and not advance:
            m.valid.next = full
            full.next = 0

    @always_seq(clk.posedge, reset=rst)
    def move():
        if leave:
            leave_odd.next = not leave_odd
        if advance:
            fill_odd.next = not fill_odd
        if advance and fill_odd:
            odd.next = s.data
        elif advance:
            even.next = s.data

    return accept, offer, count, move


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
