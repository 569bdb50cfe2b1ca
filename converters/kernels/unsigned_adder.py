"""The sum of two unsigned numbers that fits their width."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, unsigned


def ports(width):
    return clocked(a=In(unsigned(width)), b=In(unsigned(width)), total=Out(unsigned(width), "a + b"))


@module(ports, suffix="{width}")
def unsigned_adder(clk, rst, a, b, total, *, width):
    """`total` = a + b, of which the caller knows that it fits. Latency 1 cycle."""
    @always_seq(clk.posedge, reset=rst)
    def add():
        total.next = a + b

    return add
