"""The row/column controller: walks the tiles of rows of one matrix, a word of columns per beat."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine.tile_sizes import tile_bits, tile_sizes
from llama2_rtl.converters.hdl import In, Out, Rule, bit, check, clocked, clog2, instance, module, tie, unsigned
from llama2_rtl.converters.interfaces.engine_wires import MatrixWords
from llama2_rtl.converters.interfaces.matrix import Matrix, RowEvents
from llama2_rtl.golden.config import PASS_ROWS

RULES = (
    Rule("one_matrix", "!{start} || !{busy}", "a matrix starts only when the one before has been read"),
)


def ports(row_bits, word_bits, rows_of_tile, narrow=False):
    most_rows = 2 * rows_of_tile if narrow else rows_of_tile
    return clocked(matrix=In(Matrix(row_bits, word_bits, narrow)), advance=In(bit(), "a word is there"),
                   busy=Out(bit(), "the matrix has words to come"), words=Out(MatrixWords(word_bits)),
                   rows=Out(RowEvents()),
                   last_place=Out(unsigned(clog2(most_rows)), "rows of the tile that is being read, less one"),
                   row_idx=Out(unsigned(tile_bits(row_bits, rows_of_tile)), "the tile that was read, with row_done"))


@module(ports)
def row_col_ctrl(clk, rst, matrix, advance, busy, words, rows, last_place, row_idx, *, row_bits, word_bits,
                 rows_of_tile, narrow=False):
    """Counts the tiles of `rows_of_tile` rows, a power of two, that hold the rows 0 to `last_row`, and in each the
    words 0 to `last_word`, from the cycle after `start`; a word passes when `advance` is high. `start` comes only while
    `busy` is low. A reset ends the matrix.

    `en` marks each word, `clear` (with it) the first of a tile, `last_col` (with it) the last, `col` its index.
    One cycle after `last_col`: `row_done`, with `row_idx` the finished tile. `all_done` comes with the last tile's
    `row_done`. Rows come in passes of PASS_ROWS, whose scales are read together: `last_of_pass` marks the last
    word of a pass. `last_row` and `last_word` are sampled while `busy` is low, for the last time with `start`, which
    then has little to do: much comes before it in its cycle. `last_place` is rows_of_tile - 1, in the
    matrix's last tile the place of `last_row`. Where codes may be `narrow`, the tiles of those of 4 bits have twice the
    rows, see `tile_sizes`.
    """
    place_bits, last_of_tile = rows_of_tile.bit_length() - 1, rows_of_tile - 1
    tile, tiles_left, last_tile = (unsigned(tile_bits(row_bits, rows_of_tile)) for _ in range(3))
    col_end, words_left = unsigned(word_bits), unsigned(word_bits)
    pass_end = PASS_ROWS // rows_of_tile - 1
    pass_left = unsigned(clog2(PASS_ROWS // rows_of_tile))
    kept_pass_end = pass_end
    if narrow:
        pass_end, kept_pass_end = unsigned(len(pass_left)), unsigned(len(pass_left))
    one_word, on_last_word, on_last_tile, ends_pass, at_pass_end, new_ends_pass = (bit() for _ in range(6))

    @always_comb
    def beat():
        words.en.next = busy and advance
        words.clear.next = busy and advance and (words.col == 0)
        words.last_col.next = busy and advance and on_last_word
        rows.last_of_pass.next = busy and advance and at_pass_end

    @always_seq(clk.posedge, reset=rst)
    def count():
        rows.row_done.next = words.last_col
        rows.all_done.next = words.last_col and on_last_tile
        if not busy:
            busy.next = matrix.start
            tile.next = 0
        elif words.last_col:
            busy.next = not on_last_tile
            words.col.next = 0
            row_idx.next = tile
            tile.next = tile + 1
        elif words.en:
            words.col.next = words.col + 1

    @always_comb
    def look_at_next_tile():
        new_ends_pass.next = (tiles_left == 1) or (pass_left == 1)

    @always_seq(clk.posedge, reset=rst)
    def look_ahead():
        if not busy:
            col_end.next = matrix.last_word
            words_left.next = matrix.last_word
            one_word.next = matrix.last_word == 0
            on_last_word.next = matrix.last_word == 0
            tiles_left.next = last_tile
            on_last_tile.next = last_tile == 0
            pass_left.next = pass_end
            ends_pass.next = last_tile == 0
            at_pass_end.next = (last_tile == 0) and (matrix.last_word == 0)
        elif words.last_col:
            words_left.next = col_end
            on_last_word.next = one_word
            tiles_left.next = tiles_left - 1
            on_last_tile.next = tiles_left == 1
            pass_left.next = pass_left - 1
            if ends_pass:
                pass_left.next = kept_pass_end
            ends_pass.next = new_ends_pass
            at_pass_end.next = one_word and new_ends_pass
        elif words.en:
            words_left.next = words_left - 1
            on_last_word.next = words_left == 1
            at_pass_end.next = (words_left == 1) and ends_pass

    checks = check(clk, rst, RULES, start=matrix.start, busy=busy)
    if narrow:
        sizes = instance("u_tile_sizes", tile_sizes, dict(
            start=matrix.start, code=matrix.format, last_row=matrix.last_row, on_last_tile=on_last_tile,
            last_tile=last_tile, pass_end=pass_end, kept_pass_end=kept_pass_end, last_place=last_place),
            row_bits=row_bits, rows_of_tile=rows_of_tile)
        return beat, count, look_at_next_tile, look_ahead, sizes, checks

    @always_comb
    def split():
        last_tile.next = matrix.last_row[row_bits:place_bits]

    if rows_of_tile == 1:
        return beat, split, count, look_at_next_tile, look_ahead, tie(last_place, 0), checks

    end_place = unsigned(place_bits)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if not busy:
            end_place.next = matrix.last_row[place_bits:]

    @always_comb
    def place():
        last_place.next = last_of_tile
        if on_last_tile:
            last_place.next = end_place

    return beat, split, count, look_at_next_tile, look_ahead, keep, place, checks
