"""Where the embedding's rows and their scales lie in a memory that holds a packed model's payload: in the classifier
where the two are tied, else in sections of their own; and what their words hold of a row. Needs no torch."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.image_sections import classifier_section, sections
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import STORED_SCALE_BITS, WeightFormat
from llama2_rtl.golden.weight_image import embedding_words, scale_words, weight_image


@dataclass(frozen=True)
class EmbeddingPlace:
    """Word addresses of rows of `columns` codes of the format `weights` in words that each hold a `tile`: a row reaches
    into `row_words` of them, which it shares with the other rows of its tile. A table that is the classifier, or is in
    blocks, comes in passes of PASS_ROWS rows with `pass_words` words of scales, those ahead of its rows from `scales`
    on; from row `last_pass` on, the first of a pass with fewer rows, `last_base` takes the place of `base`. Else the
    scales of all rows follow one another from `scales` on.

    In blocks words of their scales lie among those of the codes, each ahead of the first codes that it serves. A row is
    read from the word with the scales of its first block, then from its first word of codes to its last one."""

    columns: int
    weights: WeightFormat
    tile: Tile
    pass_words: int
    base: int
    last_pass: int
    last_base: int
    scales: int

    @property
    def tile_rows(self):
        """Rows that share their words."""
        return self.tile.rows_of(self.weights)

    @property
    def row_words(self):
        """Words of codes that a row reaches into."""
        return self.tile.row_words(self.columns)

    @property
    def blocks(self):
        """Blocks of a row."""
        return self.weights.blocks(self.columns)

    @property
    def sharing_blocks(self):
        """Blocks of a tile of rows whose scales share a word: a power of two."""
        return self.tile.blocks_per_scale_word(self.weights)

    def blocks_before(self, row):
        """Blocks of the tiles before the row's in its pass."""
        return row % PASS_ROWS // self.tile_rows * self.blocks

    def first_block(self, row):
        """The place of a row's first block among those that share the word of its scales."""
        return self.blocks_before(row) % self.sharing_blocks

    def scale_words_after(self, first_block):
        """Words of block scales between the first word of codes and the last one of a row with this `first_block`."""
        return (first_block + self.blocks - 1) // self.sharing_blocks

    @property
    def most_scale_words_after(self):
        """The same of the rows that have most of them: at most one more than the others."""
        return self.scale_words_after(self.sharing_blocks - 1) if self.blocks else 0

    def back_to_scales(self, first_block):
        """Words from that of a row's first codes back to that of the scales of its first block: as many words of codes
        as the blocks between them have, of which a tile's last one may have fewer than the others."""
        block_words, tiles = self.tile.block_words(self.weights), -(-first_block // self.blocks)
        return 1 + first_block * block_words - tiles * (self.blocks * block_words - self.row_words)

    def address(self, row):
        """The first word of a row's codes: base + the words of the tiles before + (row / PASS_ROWS) * pass_words, in
        blocks + those of block scales that its pass has up to there."""
        base = self.last_base if row >= self.last_pass else self.base
        first = base + row // self.tile_rows * self.row_words + row // PASS_ROWS * self.pass_words
        return first + self.blocks_before(row) // self.sharing_blocks + 1 if self.blocks else first

    def addresses(self, row):
        """The words of a row in the order in which they are read."""
        first = self.address(row)
        if not self.blocks:
            return list(range(first, first + self.row_words))
        place = self.first_block(row)
        words = self.row_words + self.scale_words_after(place)
        return [first - self.back_to_scales(place), *range(first, first + words)]

    def code_addresses(self, row):
        """[(word of codes, word with the scales of its block, the block's place in that)] of a row, the last two None
        where it has no blocks."""
        words = iter(self.addresses(row))
        if not self.blocks:
            return [(word, None, None) for word in words]
        place, scales, found = self.first_block(row), next(words), []
        for number in range(self.row_words):
            if number and number % self.tile.block_words(self.weights) == 0:
                place = (place + 1) % self.sharing_blocks
                scales = scales if place else next(words)
            found.append((next(words), scales, place))
        return found

    def words(self, row, read):
        """A row in words of `row_word_bits`, integers whose low bits come first: `tile.columns` codes each and above
        them, in blocks, the scale and the zero point of their block. `read` gives the word at an address."""
        code_bits = self.tile.columns * self.weights.code_bits
        return [self.codes(row, read(word)) | (self._block(row, read(scales), place) << code_bits if self.blocks else 0)
                for word, scales, place in self.code_addresses(row)]

    def codes(self, row, word):
        """The `tile.columns` codes that a word holds of a row, those of the low bits first."""
        above, place = divmod(row % self.tile_rows, self.tile.rows)
        bits, columns = self.weights.code_bits, self.tile.columns
        if bits == 8:
            return word >> 8 * place * columns & (1 << 8 * columns) - 1
        codes = (word >> 8 * (place * columns + column) + bits * above & (1 << bits) - 1 for column in range(columns))
        return sum(code << bits * column for column, code in enumerate(codes))

    def _block(self, row, word, place):
        """What a word of block scales holds of a row's block at a `place` in it: the scale, above it the zero point."""
        bits = 8 * self.weights.block_bytes
        return word >> bits * (place * self.tile_rows + row % self.tile_rows) & (1 << bits) - 1

    @property
    def scale_pass_words(self):
        """Words from the scales of one pass of PASS_ROWS rows to those of the next; 0 where no rows lie between."""
        return self.pass_words and self.pass_words + self.tile.words(PASS_ROWS, self.columns, self.weights)

    def scale_address(self, row):
        """(word, byte within it) of a row's scale, for words of an even number of bytes."""
        pass_number, place = divmod(row, PASS_ROWS) if self.pass_words else (0, row)
        word, byte = divmod(place * STORED_SCALE_BITS // 8, self.tile.word_bytes)
        return self.scales + pass_number * self.scale_pass_words + word, byte


def row_word_bits(weights, columns):
    """Bits of a word of a row in the WeightFormat `weights`: `columns` codes and above them, in blocks, the scale and
    the zero point of their block."""
    return columns * weights.code_bits + 8 * weights.block_bytes


def embedding_place(config, formats, tile):
    """The `EmbeddingPlace` of a ModelConfig in ImageFormats and words that each hold a `tile`. Raises ValueError where
    a table that is the classifier is said to have another format."""
    weights, word_bytes = formats("embedding"), tile.word_bytes
    if not config.tied:
        begin, scales = (sections(config, formats, tile)[name][0] // word_bytes
                         for name in ("embedding", "embedding_scales"))
        if not weights.block:
            return EmbeddingPlace(config.dim, weights, tile, 0, begin, config.vocab_size, begin, scales)
    else:
        if formats.classifier != formats.embedding:
            raise ValueError(f"the embedding is the classifier, in {formats.classifier}, and cannot be in "
                             f"{formats.embedding}; give both the same format")
        begin = classifier_section(config, formats, tile)[0] // word_bytes
    full, rest = divmod(config.vocab_size, PASS_ROWS)
    row_scales, last_row_scales = (scale_words(rows, tile) for rows in (PASS_ROWS, rest))
    pass_words = row_scales + tile.block_scale_words(PASS_ROWS, config.dim, weights)
    return EmbeddingPlace(config.dim, weights, tile, pass_words, begin + row_scales, full * PASS_ROWS,
                          begin + last_row_scales, begin)


def memory_words(config, formats, tile):
    """Words that each hold a `tile` of a memory that holds a ModelConfig's image and embedding, without the scales of
    the latter's rows where those have a section of their own."""
    where = sections(config, formats, tile)
    return sum(where["stream" if config.tied else "embedding"]) // tile.word_bytes


def memory_image(model, tile):
    """The contents of that memory for a QuantizedModel: uint8 [memory_words * word_bytes]."""
    image = weight_image(model, tile)
    if model.config.tied:
        return image
    where = sections(model.config, model.numerics.formats, tile)
    gap = np.zeros(where["embedding"][0] - len(image), np.uint8)
    return np.concatenate([image, gap, embedding_words(model, tile)])
