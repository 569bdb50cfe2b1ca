"""Where the embedding's rows and their scales lie in a memory that holds a packed model's payload: in the classifier
where the two are tied, else in sections of their own. Needs no torch."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.image_sections import classifier_section, sections
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import WeightFormat
from llama2_rtl.golden.weight_image import embedding_words, scale_words, weight_image


@dataclass(frozen=True)
class EmbeddingPlace:
    """Word addresses of rows of `columns` codes of the format `weights` in words that each hold a `tile`: a row reaches
    into `row_words` of them, which it shares with the other rows of its tile. A tied table comes in passes of PASS_ROWS
    rows with `pass_words` words of scales ahead of each, the first at `scales`; from row `last_pass` on, the first of a
    pass with fewer scales, `last_base` takes the place of `base`. Else the scales of all rows follow one another from
    `scales` on."""

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
        return self.tile.row_words(self.columns)

    def address(self, row):
        """The first word of a row: base + the words of the tiles before + (row / PASS_ROWS) * pass_words."""
        base = self.last_base if row >= self.last_pass else self.base
        return base + row // self.tile_rows * self.row_words + row // PASS_ROWS * self.pass_words

    def addresses(self, row):
        """The words of a row in the order of its elements."""
        first = self.address(row)
        return list(range(first, first + self.row_words))

    def codes(self, row, word):
        """What a word holds of a row, both as integers whose low bits come first: `tile.columns` codes of 8 bits."""
        bits = 8 * self.tile.columns
        return word >> row % self.tile_rows * bits & (1 << bits) - 1

    @property
    def scale_pass_words(self):
        """Words from the scales of one pass of PASS_ROWS rows to those of the next; 0 where no rows lie between."""
        return self.pass_words and self.pass_words + self.tile.words(PASS_ROWS, self.columns, self.weights)

    def scale_address(self, row):
        """(word, byte within it) of a row's scale, for words of an even number of bytes."""
        pass_number, place = divmod(row, PASS_ROWS) if self.pass_words else (0, row)
        word, byte = divmod(self.weights.scale_bytes(place, self.columns), self.tile.word_bytes)
        return self.scales + pass_number * self.scale_pass_words + word, byte


def embedding_place(config, formats, tile):
    """The `EmbeddingPlace` of a ModelConfig in ImageFormats and words that each hold a `tile`."""
    weights, word_bytes = formats("embedding"), tile.word_bytes
    if not config.tied:
        where = sections(config, formats, tile)
        base, scales = (where[name][0] // word_bytes for name in ("embedding", "embedding_scales"))
        return EmbeddingPlace(config.dim, weights, tile, 0, base, config.vocab_size, base, scales)
    full, rest = divmod(config.vocab_size, PASS_ROWS)
    pass_words, last_words = (scale_words(rows, tile) for rows in (PASS_ROWS, rest))
    begin = classifier_section(config, formats, tile)[0] // word_bytes
    return EmbeddingPlace(config.dim, weights, tile, pass_words, begin + pass_words, full * PASS_ROWS,
                          begin + last_words, begin)


def memory_words(config, formats, tile):
    """Words that each hold a `tile` of a memory that holds a ModelConfig's image and embedding, without the scales of
    the latter."""
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
