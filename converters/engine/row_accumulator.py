"""The sum of a row, word by word."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, resize, signed
from llama2_rtl.converters.interfaces.engine_wires import TreeSums


def ports(sum_bits, width):
    return clocked(sums=In(TreeSums(sum_bits)), row=Out(signed(width), "the row's sum so far"))


@module(ports, suffix="{sum_bits}_{width}")
def row_accumulator(clk, rst, sums, row, *, sum_bits, width):
    """In each cycle with `en`, `row` = `total`, with `first`, else `row` + `total`. Latency 1 cycle. The result is
    exact where `width` bits hold it."""
    term = signed(width)
    size = resize(sums.total, term)

    @always_seq(clk.posedge, reset=rst)
    def accumulate():
        if sums.en:
            if sums.first:
                row.next = term
            else:
                row.next = row + term

    return size, accumulate
