"""The rows of a tile, which are complete in one cycle, as rows that follow one another."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.matrix import RowEvents

RULES = (
    Rule("apart", "!{last_col} || {left} == 0", "the rows of a tile have left when the next one is complete"),
)


def ports(rows_of_tile):
    return clocked(last_col=In(bit(), "a tile's last word"), tiles=In(RowEvents()),
                   last_place=In(unsigned(clog2(rows_of_tile)), "rows of the tile less one, with its last word"),
                   rows=Out(RowEvents()))


@module(ports, suffix="{rows_of_tile}")
def tile_rows(clk, rst, last_col, tiles, last_place, rows, *, rows_of_tile):
    """Of `tiles`, whose `row_done` comes a cycle after `last_col`, the rows: `row_done` for the first row in the same
    cycle, for each further one a cycle later, up to `last_place`; with the last one `all_done` where the tile is the
    matrix's last, and a cycle before it `last_of_pass` where it is a pass's. Tiles end at least `rows_of_tile` cycles
    apart."""
    left, following, ends_pass, ends_matrix = unsigned(clog2(rows_of_tile)), bit(), bit(), bit()

    @always_comb
    def announce():
        rows.row_done.next = tiles.row_done or following
        rows.all_done.next = (left == 0) and (tiles.all_done or (following and ends_matrix))
        rows.last_of_pass.next = (tiles.last_of_pass and (last_place == 0)) or (ends_pass and (left == 1))

    @always_seq(clk.posedge, reset=rst)
    def count():
        following.next = left != 0
        if last_col:
            left.next = last_place
            ends_pass.next = tiles.last_of_pass
        elif left != 0:
            left.next = left - 1
        if tiles.row_done:
            ends_matrix.next = tiles.all_done

    checks = check(clk, rst, RULES, last_col=last_col, left=left)
    return announce, count, checks
