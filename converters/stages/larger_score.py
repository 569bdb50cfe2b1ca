"""The larger of two scores that come in the same cycle."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, signed, unsigned
from llama2_rtl.golden.sampling_formats import SAMPLING_SCORE_BITS


def ports(place_bits):
    return clocked(first=In(signed(SAMPLING_SCORE_BITS)), first_place=In(unsigned(place_bits), "where it comes from"),
                   second=In(signed(SAMPLING_SCORE_BITS)), second_place=In(unsigned(place_bits)),
                   larger=Out(signed(SAMPLING_SCORE_BITS), "the larger one, the first of equals"),
                   place=Out(unsigned(place_bits), "where that comes from"))


@module(ports)
def larger_score(clk, rst, first, first_place, second, second_place, larger, place, *, place_bits):
    """Latency 1 cycle."""
    @always_seq(clk.posedge, reset=rst)
    def compare():
        if second > first:
            larger.next = second
            place.next = second_place
        else:
            larger.next = first
            place.next = first_place

    return compare
