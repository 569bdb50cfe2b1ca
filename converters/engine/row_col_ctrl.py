"""The row/column controller: walks the rows of one matrix, a word of columns per beat."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, module, unsigned
from llama2_rtl.converters.interfaces.engine_wires import MatrixWords
from llama2_rtl.converters.interfaces.matrix import Matrix, RowEvents
from llama2_rtl.golden.config import PASS_ROWS

RULES = (
    Rule("one_matrix", "!{start} || !{busy}", "a matrix starts only when the one before has been read"),
)


def ports(row_bits, word_bits):
    return clocked(matrix=In(Matrix(row_bits, word_bits)), advance=In(bit(), "a word is there"),
                   busy=Out(bit(), "the matrix has words to come"), words=Out(MatrixWords(word_bits)),
                   rows=Out(RowEvents()), row_idx=Out(unsigned(row_bits), "the row that has been read, with row_done"))


@module(ports)
def row_col_ctrl(clk, rst, matrix, advance, busy, words, rows, row_idx, *, row_bits, word_bits):
    """Counts the rows 0 to `last_row` of words 0 to `last_word` from the cycle after `start`; a word passes when
    `advance` is high. `start` comes only while `busy` is low. A reset ends the matrix.

    `en` marks each word, `clear` (with it) the first of a row, `last_col` (with it) the last, `col` its index.
    One cycle after `last_col`: `row_done`, with `row_idx` the finished row. `all_done` comes with the last row's
    `row_done`. Rows come in passes of PASS_ROWS, whose scales are read together: `last_of_pass` marks the last
    word of a pass. `last_row`, `last_word` and `shared` are sampled with `start`.

    With `shared`, of at least two words, every second row has a word less: its first word comes without `clear`, for
    its sum begins in the last word of the row before, which is marked by `split` (`golden.row_words`).
    """
    row, rows_left = unsigned(row_bits), unsigned(row_bits)
    col_end, words_left = unsigned(word_bits), unsigned(word_bits)
    pass_end = PASS_ROWS - 1
    pass_left = unsigned(pass_end.bit_length())
    one_word, two_words, on_last_word, on_last_row, ends_pass, at_pass_end, in_pairs, second = (
        bit() for _ in range(8))

    new_on_last, new_ends_pass = bit(), bit()

    @always_comb
    def beat():
        words.en.next = busy and advance
        words.clear.next = busy and advance and (words.col == 0) and not second
        words.split.next = busy and advance and on_last_word and in_pairs and not second and not on_last_row
        words.last_col.next = busy and advance and on_last_word
        rows.last_of_pass.next = busy and advance and at_pass_end

    @always_seq(clk.posedge, reset=rst)
    def count():
        rows.row_done.next = words.last_col
        rows.all_done.next = words.last_col and on_last_row
        if matrix.start:
            busy.next = 1
            words.col.next = 0
            row.next = 0
        elif words.last_col:
            busy.next = not on_last_row
            words.col.next = 0
            row_idx.next = row
            row.next = row + 1
        elif words.en:
            words.col.next = words.col + 1

    @always_comb
    def look_at_next_row():
        new_on_last.next = one_word
        if in_pairs and not second:
            new_on_last.next = two_words
        new_ends_pass.next = (rows_left == 1) or (pass_left == 1)

    @always_seq(clk.posedge, reset=rst)
    def look_ahead():
        if matrix.start:
            col_end.next = matrix.last_word
            words_left.next = matrix.last_word
            one_word.next = matrix.last_word == 0
            two_words.next = matrix.last_word == 1
            in_pairs.next = matrix.shared
            second.next = 0
            on_last_word.next = matrix.last_word == 0
            rows_left.next = matrix.last_row
            on_last_row.next = matrix.last_row == 0
            pass_left.next = pass_end
            ends_pass.next = matrix.last_row == 0
            at_pass_end.next = (matrix.last_row == 0) and (matrix.last_word == 0)
        elif words.last_col:
            second.next = in_pairs and not second
            words_left.next = col_end
            on_last_word.next = new_on_last
            if in_pairs and not second:
                words_left.next = col_end - 1
            rows_left.next = rows_left - 1
            on_last_row.next = rows_left == 1
            pass_left.next = pass_left - 1
            if ends_pass:
                pass_left.next = pass_end
            ends_pass.next = new_ends_pass
            at_pass_end.next = new_on_last and new_ends_pass
        elif words.en:
            words_left.next = words_left - 1
            on_last_word.next = words_left == 1
            at_pass_end.next = (words_left == 1) and ends_pass

    checks = check(clk, rst, RULES, start=matrix.start, busy=busy)
    return beat, count, look_at_next_row, look_ahead, checks
