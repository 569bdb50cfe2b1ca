"""Where the blocks of a matrix begin and end, and where their scales are used up."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine.format_codes import INT4B32, INT4B128, INT8B32, ROWS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, look_up, module, unsigned
from llama2_rtl.converters.interfaces.blocks_wires import BlockMarks
from llama2_rtl.converters.interfaces.engine_wires import MatrixWords
from llama2_rtl.golden import weight_format as formats
from llama2_rtl.golden.image_formats import FORMAT_BITS


def ports(word_bits, tile):
    return clocked(start=In(bit(), "a matrix begins"), code=In(unsigned(FORMAT_BITS), "its format, with start"),
                   words=In(MatrixWords(word_bits)), ends_pass=In(bit(), "a word is the last of a pass"),
                   marks=Out(BlockMarks()), used_up=Out(bit(), "a block ends that is its scale word's last"))


@module(ports)
def block_walk(clk, rst, start, code, words, ends_pass, marks, used_up, *, word_bits, tile):
    """The marks of each word, in the cycle of `words.en`, of a matrix whose format is sampled with `start`: a block
    ends after as many words as hold it, and with the row. Of rows without blocks each word is one, and no scales are
    used up. The code of the marks is the matrix's. `used_up` comes with the last word of the last block that a word of
    block scales serves."""
    in_blocks = {INT8B32: formats.INT8B32, INT4B32: formats.INT4B32, INT4B128: formats.INT4B128}
    word_ends = {ROWS: 0} | {name: tile.block_words(weights) - 1 for name, weights in in_blocks.items()}
    use_ends = {ROWS: 0} | {name: tile.blocks_per_scale_word(weights) - 1 for name, weights in in_blocks.items()}
    word_end, words_left, kept_word_end = (unsigned(clog2(max(word_ends.values()) + 1)) for _ in range(3))
    use_end, uses_left, kept_use_end = (unsigned(clog2(max(use_ends.values()) + 1)) for _ in range(3))
    on_last_word, on_last_use, has_scales, block_ends = (bit() for _ in range(4))

    ends = look_up(code, word_ends, word_end), look_up(code, use_ends, use_end)

    @always_comb
    def mark():
        block_ends.next = words.en and (on_last_word or words.last_col)
        marks.ends_pass.next = ends_pass

    @always_comb
    def find_uses():
        marks.last.next = block_ends
        used_up.next = block_ends and on_last_use and has_scales

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            has_scales.next = code != ROWS
            marks.code.next = code
            kept_word_end.next = word_end
            words_left.next = word_end
            on_last_word.next = word_end == 0
            marks.first.next = 1
            marks.opening.next = 1
        elif block_ends:
            words_left.next = kept_word_end
            on_last_word.next = kept_word_end == 0
            marks.first.next = 1
            marks.opening.next = words.last_col
        elif words.en:
            words_left.next = words_left - 1
            on_last_word.next = words_left == 1
            marks.first.next = 0

    @always_seq(clk.posedge, reset=rst)
    def count_uses():
        if start:
            kept_use_end.next = use_end
            uses_left.next = use_end
            on_last_use.next = use_end == 0
        elif block_ends:
            if on_last_use or ends_pass:
                uses_left.next = kept_use_end
                on_last_use.next = kept_use_end == 0
            else:
                uses_left.next = uses_left - 1
                on_last_use.next = uses_left == 1

    return ends, mark, find_uses, walk, count_uses
