"""The sum of an element's values over a span, added to that over the spans before."""

from myhdl import always_seq

from llama2_rtl.converters.attention.formats import sum_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, widen


def ports(geometry):
    g = geometry
    return clocked(present=In(signed(g.lane_acc_bits), "the sum over a span"),
                   first=In(bit(), "a cycle later: no span came before"),
                   earlier=In(signed(sum_bits(g)), "the sum over the spans before, a cycle after that of the span"),
                   total=Out(signed(sum_bits(g)), "the sum over all"))


@module(ports)
def sum_of_spans(clk, rst, present, first, earlier, total, *, geometry):
    """`total` = present + earlier, or present alone where it is the `first`. Latency 2 cycles from `present`."""
    element, wide_element = signed(geometry.lane_acc_bits), signed(sum_bits(geometry))
    extension = widen(element, wide_element)

    @always_seq(clk.posedge, reset=rst)
    def add():
        element.next = present
        if first:
            total.next = wide_element
        else:
            total.next = wide_element + earlier

    return extension, add
