"""Values of the vectors of a batch, gathered one after the other."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned


def ports(width, vectors):
    return clocked(push=In(bit(), "a vector is added"), value=In(unsigned(width), "its value"),
                   values=Out(unsigned(vectors * width), "those of the last vectors, the first one lowest"))


@module(ports, suffix="{width}x{vectors}")
def pushed_values(clk, rst, push, value, values, *, width, vectors):
    """`push` gives the last vector `value`, and each other one that of the vector behind it. Latency 1. Two vectors or
    more."""
    end, shifted = vectors * width, unsigned(vectors * width)

    @always_comb
    def shift():
        shifted.next = concat(value, values[end:width])

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if push:
            values.next = shifted

    return shift, keep
