"""Words in a RAM, in the order in which they came, the next one at its output."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, clog2, instance, module, unsigned
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.own_register import own_register
from llama2_rtl.converters.memory.ram import queue_ram

LATENCY = 3
"""Cycles from a word's arrival in the empty queue to its offer."""


def ports(width, depth):
    return clocked(s=In(Stream(width)), m=Out(Stream(width)))


def check(width, depth):
    """Raises ValueError unless `depth` is a power of two from 2 on: the pointers wrap by themselves."""
    if depth < 2 or depth & (depth - 1):
        raise ValueError(f"a queue of {depth} words; choose a power of two, at least 2")
    return f"{width}x{depth}"


@module(ports, suffix=check)
def word_queue(clk, rst, s, m, *, width, depth):
    """A word per cycle in and out; `s_ready`, a register, while there is room. `depth` is a power of two and counts the
    words on their way out of the RAM too: one read, one in the output register.
    """
    address_bits, almost = clog2(depth), depth - 1
    first, after_last, level, to_read = (unsigned(address_bits + 1) for _ in range(4))
    push, leave, unread, at_read, fetch, step, fills = (bit() for _ in range(7))
    next_at_read, next_valid, ram_at_read, ram_valid, ram_read, ram_step = (bit() for _ in range(6))

    @always_comb
    def accept():
        push.next = s.valid and s.ready

    @always_comb
    def look_for_room():
        fills.next = level[address_bits] or (push and (level == almost))

    @always_comb
    def move_on():
        leave.next = m.valid and m.ready
        step.next = at_read and (m.ready or not m.valid)

    @always_comb
    def look_ahead():
        fetch.next = unread and (step or not at_read)

    @always_comb
    def look_on():
        next_at_read.next = fetch or (at_read and not step)
        next_valid.next = step or (m.valid and not m.ready)

    # The RAM is enabled by flags of its own: a wire to all its registers is no way back to the queue's few.
    copies = (instance("u_at_read", own_register, dict(d=next_at_read, q=ram_at_read), width=1),
              instance("u_valid", own_register, dict(d=next_valid, q=ram_valid), width=1))

    # Read, whatever comes of it, wherever no word is kept: whoever enables the RAM's output register enables all of it.
    @always_comb
    def enable():
        ram_step.next = ram_at_read and (m.ready or not ram_valid)
        ram_read.next = m.ready or not ram_valid or not ram_at_read

    memory = instance("u_ram", queue_ram, dict(
        we=push, waddr=Part(after_last, address_bits, 0), wdata=s.data,
        raddr=Part(first, address_bits, 0), rdata=m.data, re=ram_read, oe=ram_step), width=width, depth=depth)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if push:
            after_last.next = after_last + 1
        if push and not fetch:
            unread.next = 1
            to_read.next = to_read + 1
        elif fetch and not push:
            unread.next = to_read != 1
            to_read.next = to_read - 1
        s.ready.next = leave or not fills
        if push and not leave:
            level.next = level + 1
        elif leave and not push:
            level.next = level - 1

    @always_seq(clk.posedge, reset=rst)
    def move():
        if fetch:
            first.next = first + 1
        at_read.next = next_at_read
        m.valid.next = next_valid

    return accept, look_for_room, move_on, look_ahead, look_on, copies, enable, memory, count, move
