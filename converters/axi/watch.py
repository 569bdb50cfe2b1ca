"""Notices a bus on which nothing moves any more."""

from myhdl import always_seq

from converters.axi.bus import TIMEOUT_BITS
from converters.hdl import bit, clock, module, reset, unsigned


def ports():
    return dict(clk=clock(), rst=reset(), limit=unsigned(TIMEOUT_BITS), pending=bit(), progress=bit(), expired=bit())


@module(ports)
def watch(clk, rst, limit, pending, progress, expired):
    """`expired` is high from `limit` cycles after the last `progress`, while something is `pending`, until there is
    progress or nothing pending; never where `limit` is 0."""
    left = unsigned(TIMEOUT_BITS)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if progress or not pending:
            left.next = limit
            expired.next = 0
        elif left == 1:
            left.next = 0
            expired.next = 1
        elif left != 0:
            left.next = left - 1

    return count
