"""The larger of two scores that come in the same cycle."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module
from llama2_rtl.converters.interfaces.stages_wires import PlacedScore


def ports(place_bits):
    return clocked(first=In(PlacedScore(place_bits)), second=In(PlacedScore(place_bits)),
                   best=Out(PlacedScore(place_bits)))


@module(ports)
def larger_score(clk, rst, first, second, best, *, place_bits):
    """`best` is the larger one, the first of equals. Latency 1 cycle."""
    @always_seq(clk.posedge, reset=rst)
    def compare():
        if second.score > first.score:
            best.score.next = second.score
            best.place.next = second.place
        else:
            best.score.next = first.score
            best.place.next = first.place

    return compare
