"""What happened since a counter was last brought up to date."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, module, reset, unsigned, widen
from converters.registers.register_map import COUNTERS

SLOTS = 1 << (len(COUNTERS) - 1).bit_length()
"""Cycles after which a counter's turn comes again."""

BITS = SLOTS.bit_length()


def ports():
    return dict(clk=clock(), rst=reset(), clear=bit(), occurs=bit(), take=bit(), taken=unsigned(BITS))


@module(ports)
def recent_count(clk, rst, clear, occurs, take, taken):
    """During `take`, `taken` is the number of cycles with `occurs` since the `take` before, the present one belonging
    to the next; else 0. `clear` forgets all before it."""
    count, more = unsigned(BITS), unsigned(BITS)
    extend = widen(occurs, more)

    @always_comb
    def offer():
        taken.next = 0
        if take:
            taken.next = count

    @always_seq(clk.posedge, reset=rst)
    def add():
        if take or clear:
            count.next = more
        else:
            count.next = count + more

    return extend, offer, add
