"""The sums of rows, word by word, also where two rows share a word."""

from myhdl import always_comb, always_seq

from converters.engine.adder_tree import levels
from converters.engine.lane import PRODUCT_BITS
from converters.hdl import bit, clock, module, reset, resize, signed, unsigned


def ports(lanes, width):
    return dict(clk=clock(), rst=reset(), en=bit(), first=bit(), split=bit(),
                halves=unsigned(2 * (PRODUCT_BITS + levels(lanes) - 1)), total=signed(PRODUCT_BITS + levels(lanes)),
                row=signed(width))


@module(ports)
def row_accumulator(clk, rst, en, first, split, halves, total, row, *, lanes, width):
    """In each cycle with `en`, `row` = `total`, with `first`, else `row` + `total`. With `split` the lower half alone
    is added, and the next `row` begins with the upper one; `halves` are those of `total`, one cycle ahead of it.
    Results one cycle later.
    """
    half_bits = PRODUCT_BITS + levels(lanes) - 1
    lower, upper = signed(half_bits), signed(half_bits)
    carries = bit()
    whole, lower_part, upper_part, carried, term = (signed(width) for _ in range(5))
    sizes = resize(total, whole), resize(lower, lower_part), resize(upper, upper_part)

    @always_comb
    def choose():
        term.next = whole
        if split:
            term.next = lower_part

    @always_seq(clk.posedge, reset=rst)
    def take_halves():
        lower.next = halves[half_bits:].signed()
        upper.next = halves[2 * half_bits:half_bits].signed()

    @always_seq(clk.posedge, reset=rst)
    def accumulate():
        if en:
            carries.next = split
            carried.next = upper_part
            if first:
                row.next = term
            elif carries:
                row.next = carried + term
            else:
                row.next = row + term

    return sizes, choose, take_halves, accumulate
