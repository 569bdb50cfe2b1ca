"""The sums of a tile's rows for each vector of a batch, one after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, bit, clocked, join, module, part, pick, resize, unsigned
from llama2_rtl.converters.interfaces.engine_wires import BatchMarks, RowSums, TileSums

LATENCY = 1
"""Cycles from a tile's sums to the first one that leaves."""


def ports(width, rows, vectors):
    return clocked(tile=In(TileSums(width, rows, vectors)), marks=In(BatchMarks(vectors)),
                   acc=Out(RowSums(width, vectors)))


@module(ports, suffix="{width}x{rows}x{vectors}")
def batch_sums(clk, rst, tile, marks, acc, *, width, rows, vectors):
    """`acc` are the sums of `tile` in the order of `marks`, LATENCY cycles after they came; the last leaves in the
    cycle in which the next tile's may come. Two vectors or more."""
    last_vector, row_bits, places = vectors - 1, vectors * width, 1 << (vectors - 1).bit_length()
    own_rst, resetting = own_reset("u_reset")
    line, rest, row_end = unsigned(rows * row_bits), unsigned(rows * row_bits), bit()
    of_row, chosen = unsigned(places * width), unsigned(width)
    wiring = [join(part(line, vector, width), part(of_row, vector, width))
              for vector in range(vectors)]
    # A number of vectors that is no power of two: the choice among them has places that are never asked for.
    wiring += [join(part(line, last_vector, width), part(of_row, place, width)) for place in range(vectors, places)]

    @always_comb
    def find_end():
        row_end.next = marks.valid and (marks.vector == last_vector)

    @always_comb
    def shift():
        rest.next = line >> row_bits

    @always_comb
    def label():
        acc.valid.next = marks.valid
        acc.vector.next = marks.vector
        acc.last_of_pass.next = marks.last_of_pass
        acc.last.next = marks.last

    @always_seq(clk.posedge, reset=own_rst)
    def move():
        if tile.valid:
            line.next = tile.value
        elif row_end:
            line.next = rest

    return (resetting, wiring, pick(of_row, marks.vector, chosen), resize(chosen, acc.value), find_end, shift, label,
            move)
