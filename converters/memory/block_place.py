"""Where a row of an embedding in blocks lies."""

from myhdl import always_comb, always_seq, intbv

from llama2_rtl.converters.hdl import In, Out, Part, clocked, clog2, join, look_up, module, resize, tie, unsigned, widen
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.embedding_place import embedding_place

LATENCY = 4
"""Cycles from a row's number to all that is said of it."""


def entry_bits(place):
    """Bits of the number of an entry of a word of block scales, one of each of its blocks and rows, of an
    `EmbeddingPlace`."""
    return clog2(place.sharing_blocks * place.tile_rows)


def most_words(place):
    """Words of an `EmbeddingPlace` from a row's first word of codes to its last, at most."""
    return place.row_words + place.most_scale_words_after


def ports(model, formats, tile, bits, before):
    place = embedding_place(model, formats, tile)
    return clocked(row=In(unsigned(clog2(model.vocab_size)), "its number"),
                   scales_at=Out(unsigned(bits), "the word with the scales of its first block"),
                   entry=Out(unsigned(entry_bits(place)), "which of that word's entries these are"),
                   codes_at=Out(unsigned(bits), "its first word of codes"),
                   words=Out(unsigned(most_words(place).bit_length()), "the words from there to its last one"))


@module(ports)
def block_place(clk, rst, row, scales_at, entry, codes_at, words, *, model, formats, tile, bits, before):
    """What `EmbeddingPlace` says of a `row`, which holds still, from LATENCY cycles later on. Addresses of `bits` bits
    count the `before` words ahead of the payload; the low bits of `entry` are the row's place in its tile. No division:
    blocks share a word of scales by powers of two.
    """
    place = embedding_place(model, formats, tile)
    row_words, blocks, sharing = place.row_words, place.blocks, place.sharing_blocks
    tile_bits, sharing_bits = (count.bit_length() - 1 for count in (place.tile_rows, sharing))
    pass_bits, last_tile, last_pass = clog2(PASS_ROWS), PASS_ROWS // place.tile_rows - 1, place.last_pass
    most_bits = max(bits, len(row))
    pass_words = place.scale_pass_words % (1 << most_bits)  # an address: behind a single pass there is no next one
    base, last_base = (before + word + 1 for word in (place.base, place.last_base))
    wide, tiles, passes, tile_of_pass, first, pass_at, tile_at, blocks_before, block_scales = (
        unsigned(most_bits) for _ in range(9))
    from_base, in_pass, back, wide_codes_at, wide_scales_at = (unsigned(most_bits) for _ in range(5))
    numbers = (widen(row, wide), join(Part(wide, tile_bits, 0), Part(entry, tile_bits, 0)) if tile_bits else (),
               resize(wide_codes_at, codes_at), resize(wide_scales_at, scales_at))

    @always_comb
    def split():
        tiles.next = wide >> tile_bits
        passes.next = wide >> pass_bits

    @always_comb
    def find_tile():
        tile_of_pass.next = tiles & last_tile
        block_scales.next = blocks_before >> sharing_bits

    if 0 < last_pass < model.vocab_size:
        @always_seq(clk.posedge, reset=rst)
        def choose_base():
            if row >= last_pass:
                first.next = intbv(last_base)[most_bits:]
            else:
                first.next = intbv(base)[most_bits:]
    else:
        if last_pass == 0:
            base = last_base

        @always_seq(clk.posedge, reset=rst)
        def choose_base():
            first.next = intbv(base)[most_bits:]

    block_words = tile.block_words(place.weights)
    if row_words == blocks * block_words:
        shift = block_words.bit_length() - 1

        @always_comb
        def find_words():
            tile_at.next = blocks_before << shift
    else:
        @always_seq(clk.posedge, reset=rst)
        def find_words():
            tile_at.next = tile_of_pass * row_words

    @always_seq(clk.posedge, reset=rst)
    def compute():
        pass_at.next = passes * pass_words
        blocks_before.next = tile_of_pass * blocks
        from_base.next = pass_at + first
        in_pass.next = tile_at + block_scales
        wide_codes_at.next = from_base + in_pass
        wide_scales_at.next = wide_codes_at - back

    if sharing == 1:
        shared = tie(back, place.back_to_scales(0)), tie(words, most_words(place))
    else:
        first_block, fewest = unsigned(sharing_bits), row_words + place.scale_words_after(0)
        more = most_words(place)
        late = min(at for at in range(sharing) if row_words + place.scale_words_after(at) == more)

        @always_seq(clk.posedge, reset=rst)
        def find_block():
            first_block.next = blocks_before[sharing_bits:]

        @always_comb
        def count():
            words.next = more
            if first_block < late:
                words.next = fewest

        shared = (find_block, count if late else tie(words, more),
                  join(Part(first_block, sharing_bits, 0), Part(entry, tile_bits + sharing_bits, tile_bits)),
                  look_up(first_block, {at: place.back_to_scales(at) for at in range(sharing)}, back))
    return numbers, split, find_tile, choose_base, find_words, compute, shared
