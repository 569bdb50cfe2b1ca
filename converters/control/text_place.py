"""Where a position of one of several texts lies in the KV cache."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, clog2, module, unsigned, widen, wire


def ports(geometry):
    g = geometry
    return clocked(number=In(unsigned(clog2(g.sequences)), "the number of the text"),
                   position=In(unsigned(g.position_bits), "the position in it"),
                   place=Out(unsigned(g.place_bits), "the position among those of all texts"))


@module(ports)
def text_place(clk, rst, number, position, place, *, geometry):
    """`place` = number * context + position. Latency 1. Two texts or more."""
    bits = geometry.place_bits
    context = geometry.context % (1 << bits)
    wide_number, wide_position = wire(unsigned(bits), "wide_number"), wire(unsigned(bits), "wide_position")

    @always_seq(clk.posedge, reset=rst)
    def add():
        place.next = wide_number * context + wide_position

    return widen(number, wide_number), widen(position, wide_position), add
