"""One node of the adder tree."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, signed


def ports(width):
    return clocked(a=In(signed(width)), b=In(signed(width)), total=Out(signed(width + 1), "a + b"))


@module(ports, suffix="{width}")
def adder(clk, rst, a, b, total, *, width):
    """`total` = a + b, one bit wider. Latency 1 cycle."""
    @always_seq(clk.posedge, reset=rst)
    def add():
        total.next = a + b

    return add
