"""One node of the adder tree."""

from myhdl import always_seq

from converters.hdl import clock, module, reset, signed


def ports(width):
    return dict(clk=clock(), rst=reset(), a=signed(width), b=signed(width), total=signed(width + 1))


@module(ports, suffix="{width}")
def adder(clk, rst, a, b, total, *, width):
    """`total` = a + b, one bit wider. Latency 1 cycle."""
    @always_seq(clk.posedge, reset=rst)
    def add():
        total.next = a + b

    return add
