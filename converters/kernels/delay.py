"""Shift registers that carry a tag or a valid bit beside a pipeline."""

from myhdl import always_comb, always_seq, concat

from converters.hdl import bit, clock, instance, module, reset, resize, unsigned
from converters.hdl.private import shape_of


def delay_ports(width, cycles):
    return dict(clk=clock(), rst=reset(), d=unsigned(width), q=unsigned(width))


@module(delay_ports, suffix="{width}x{cycles}")
def delay(clk, rst, d, q, *, width, cycles):
    """`q` is `d` of `cycles` >= 1 cycles ago; zero after reset."""
    total, kept = width * cycles, width * (cycles - 1)
    line = unsigned(total)

    if cycles == 1:
        @always_seq(clk.posedge, reset=rst)
        def move():
            line.next = d
    else:
        @always_seq(clk.posedge, reset=rst)
        def move():
            line.next = concat(line[kept:], d)

    @always_comb
    def leave():
        q.next = line[total:kept]

    return move, leave


def delay_bit_ports(cycles):
    return dict(clk=clock(), rst=reset(), d=bit(), q=bit())


@module(delay_bit_ports, suffix="{cycles}")
def delay_bit(clk, rst, d, q, *, cycles):
    """`delay` of one bit: a pipeline's valid."""
    kept = cycles - 1
    line = unsigned(cycles)

    if cycles == 1:
        @always_seq(clk.posedge, reset=rst)
        def move():
            line.next = d
    else:
        @always_seq(clk.posedge, reset=rst)
        def move():
            line.next = concat(line[kept:], d)

    @always_comb
    def leave():
        q.next = line[kept]

    return move, leave


def delayed(label, clk, rst, d, q, cycles):
    """Place a `delay` of `cycles` >= 0 cycles between two signals of the same width; of none, a wire."""
    if cycles == 0:
        return resize(d, q)
    return instance(label, delay, dict(clk=clk, rst=rst, d=d, q=q), width=shape_of(d)[0], cycles=cycles)
