"""The row/column controller: walks the rows of one matrix, a word of columns per beat."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, module, reset, unsigned
from golden.config import PASS_ROWS


def ports(row_bits, word_bits):
    return dict(clk=clock(), rst=reset(),
                start=bit(), last_row=unsigned(row_bits), last_word=unsigned(word_bits), advance=bit(),
                busy=bit(), en=bit(), clear=bit(), last_col=bit(), col=unsigned(word_bits),
                row_done=bit(), row_idx=unsigned(row_bits), last_of_pass=bit(), all_done=bit())


@module(ports)
def row_col_ctrl(clk, rst, start, last_row, last_word, advance, busy, en, clear, last_col, col, row_done, row_idx,
                 last_of_pass, all_done, *, row_bits, word_bits):
    """Counts the rows 0 to `last_row` of words 0 to `last_word` from the cycle after `start`; a word passes when
    `advance` is high.

    `en` marks each word, `clear` (with it) the first of a row, `last_col` (with it) the last, `col` its index.
    One cycle after `last_col`: `row_done`, with `row_idx` the finished row. `all_done` comes with the last row's
    `row_done`. Rows come in passes of PASS_ROWS, whose scales are read together: `last_of_pass` marks the last
    word of a pass. `last_row` and `last_word` are sampled with `start`.
    """
    row = unsigned(row_bits)
    row_end = unsigned(row_bits)
    col_end = unsigned(word_bits)
    pass_row = unsigned((PASS_ROWS - 1).bit_length())
    at_end = bit()
    at_pass_end = bit()

    @always_comb
    def ends():
        at_end.next = row == row_end
        at_pass_end.next = (row == row_end) or (pass_row == PASS_ROWS - 1)

    @always_comb
    def beat():
        en.next = busy and advance
        clear.next = busy and advance and (col == 0)
        last_col.next = busy and advance and (col == col_end)
        last_of_pass.next = busy and advance and (col == col_end) and at_pass_end

    @always_seq(clk.posedge, reset=rst)
    def count():
        row_done.next = last_col
        all_done.next = last_col and at_end
        if start:
            busy.next = 1
            row.next = 0
            pass_row.next = 0
            col.next = 0
            row_end.next = last_row
            col_end.next = last_word
        elif last_col:
            col.next = 0
            row_idx.next = row
            row.next = row + 1
            pass_row.next = pass_row + 1
            if at_pass_end:
                pass_row.next = 0
            if at_end:
                busy.next = 0
        elif en:
            col.next = col + 1

    return ends, beat, count
