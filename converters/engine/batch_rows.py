"""The rows of a tile for each vector of a batch, which are complete in one cycle, as sums that follow one another."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.engine_wires import BatchMarks
from llama2_rtl.converters.interfaces.matrix import RowEvents

RULES = (
    Rule("apart", "!{last_col} || {left} == 0", "the sums of a tile have left when the next one is complete"),
)


def ports(rows_of_tile, vectors):
    return clocked(last_col=In(bit(), "a tile's last word"), tiles=In(RowEvents()),
                   last_place=In(unsigned(clog2(rows_of_tile)), "rows of the tile less one, with its last word"),
                   batch=In(Batch(vectors)), sums=Out(BatchMarks(vectors)))


@module(ports, suffix="{rows_of_tile}x{vectors}")
def batch_rows(clk, rst, last_col, tiles, last_place, batch, sums, *, rows_of_tile, vectors):
    """Of `tiles`, whose `row_done` comes a cycle after `last_col`, a mark for each row up to `last_place` and each
    vector of the batch, row by row: the first in the cycle of `row_done`, one per cycle. `last_of_pass` comes with the
    last row of a pass, `last` with that of the matrix. Tiles end at least as many cycles apart as a tile has marks. A
    batch of another size may begin two cycles after its `first_vector` has changed. Two vectors or more."""
    last_vector = vectors - 1
    left, was_first = unsigned(clog2(rows_of_tile)), unsigned(clog2(vectors))
    following, ends_pass, ends_matrix, at_last_vector = (bit() for _ in range(4))

    @always_comb
    def find_end():
        at_last_vector.next = sums.vector == last_vector

    @always_comb
    def mark():
        sums.valid.next = tiles.row_done or following
        sums.last_of_pass.next = (left == 0) and ends_pass
        sums.last.next = (left == 0) and (tiles.all_done or (following and ends_matrix))

    @always_seq(clk.posedge, reset=rst)
    def count():
        following.next = (tiles.row_done or following) and not (at_last_vector and (left == 0))
        if last_col:
            left.next = last_place
            ends_pass.next = tiles.last_of_pass
        elif (tiles.row_done or following) and at_last_vector and (left != 0):
            left.next = left - 1
        if tiles.row_done:
            ends_matrix.next = tiles.all_done

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if tiles.row_done or following:
            sums.vector.next = sums.vector + 1
            if at_last_vector:
                sums.vector.next = batch.first
        elif was_first != batch.first:
            sums.vector.next = batch.first
        was_first.next = batch.first

    checks = check(clk, rst, RULES, last_col=last_col, left=left)
    return find_end, mark, count, follow, checks
