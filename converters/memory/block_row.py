"""The words of a tile of rows in blocks, made words of one of its rows."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import (
    In,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    join,
    module,
    part,
    pick,
    resize,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.golden.embedding_place import row_word_bits


def ports(weights, tile):
    entries = tile.rows_of(weights) * tile.blocks_per_scale_word(weights)
    return clocked(start=In(bit(), "a row is next"),
                   entry=In(unsigned(clog2(entries)), "which of the first word's entries are its first block's"),
                   s=In(Stream(8 * tile.word_bytes)), m=Out(Stream(row_word_bits(weights, tile.columns))))


@module(ports)
def block_row(clk, rst, start, entry, s, m, *, weights, tile):
    """After `start` takes the words of a row's tile in the order of `EmbeddingPlace.addresses`; which of them is what
    it counts. Of a word of block scales it keeps those of the row. Each word of codes leaves as what it holds of the
    row, and above that the scale and the zero point of their block. A word of scales takes a cycle; the others pass in
    the cycle in which they come, and `m_ready` to `s_ready` too. `entry`, as `block_place` has it, holds still from
    `start` to the last word.
    """
    rows, sharers, code_bits = tile.rows_of(weights), tile.blocks_per_scale_word(weights), weights.code_bits
    word_bits, block_bits, per_byte = 8 * tile.word_bytes, 8 * weights.block_bytes, weights.codes(1)
    row_bits, sharing_bits = rows.bit_length() - 1, sharers.bit_length() - 1
    last_word, last_block = tile.block_words(weights) - 1, sharers - 1
    due, word, block, first = bit(), unsigned(clog2(last_word + 1)), unsigned(clog2(sharers)), unsigned(clog2(sharers))
    scales_by_row, codes_by_row = unsigned(word_bits), unsigned(word_bits)
    # Of a word of scales a row has as many bits as of a word of codes.
    fresh_scales, scales, codes = (unsigned(word_bits // rows) for _ in range(3))
    of_block = unsigned(block_bits)

    by_row = [join(part(s.data, shared * rows + number, block_bits),
                   part(scales_by_row, number * sharers + shared, block_bits))
              for number in range(rows) for shared in range(sharers)]
    by_row += [join(part(s.data, byte * per_byte + above, code_bits),
                    part(codes_by_row, above * tile.word_bytes + byte, code_bits))
               for above in range(per_byte) for byte in range(tile.word_bytes)]
    if rows > 1:
        row = unsigned(row_bits)
        of_row = resize(entry, row), pick(scales_by_row, row, fresh_scales), pick(codes_by_row, row, codes)
    else:
        of_row = resize(scales_by_row, fresh_scales), resize(codes_by_row, codes)
    if sharers > 1:
        of_blocks = (join(Part(entry, row_bits + sharing_bits, row_bits), part(first, 0, sharing_bits)),
                     pick(scales, block, of_block))
    else:
        of_blocks = tie(first, 0), resize(scales, of_block)

    @always_comb
    def offer():
        s.ready.next = due or m.ready
        m.valid.next = s.valid and not due
        m.data.next = concat(of_block, codes)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            due.next = 1
            word.next = 0
            block.next = first
        elif s.valid and due:
            due.next = 0
            scales.next = fresh_scales
        elif s.valid and m.ready:
            word.next = word + 1
            if word == last_word:
                word.next = 0
                block.next = block + 1
                if block == last_block:
                    block.next = 0
                    due.next = 1

    return by_row, of_row, of_blocks, offer, walk
