"""The sums of rows, word by word, also where two rows share a word."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine.adder_tree import half_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, resize, signed
from llama2_rtl.converters.interfaces.engine_wires import TreeSums


def ports(columns, width):
    return clocked(sums=In(TreeSums(half_bits(columns))), row=Out(signed(width), "the row's sum so far"))


@module(ports)
def row_accumulator(clk, rst, sums, row, *, columns, width):
    """In each cycle with `en`, `row` = `total`, with `first`, else `row` + `total`. With `split` the lower half alone
    is added, and the next `row` begins with the upper one; `halves` are those of `total`, one cycle ahead of it.
    Latency 1 cycle from `total`. The result is exact where `width` bits hold it.
    """
    half = half_bits(columns)
    lower, upper = signed(half), signed(half)
    carries = bit()
    whole, lower_part, upper_part, carried, term = (signed(width) for _ in range(5))
    sizes = resize(sums.total, whole), resize(lower, lower_part), resize(upper, upper_part)

    @always_comb
    def choose():
        term.next = whole
        if sums.split:
            term.next = lower_part

    @always_seq(clk.posedge, reset=rst)
    def take_halves():
        lower.next = sums.halves[half:].signed()
        upper.next = sums.halves[2 * half:half].signed()

    @always_seq(clk.posedge, reset=rst)
    def accumulate():
        if sums.en:
            carries.next = sums.split
            carried.next = upper_part
            if sums.first:
                row.next = term
            elif carries:
                row.next = carried + term
            else:
                row.next = row + term

    return sizes, choose, take_halves, accumulate
