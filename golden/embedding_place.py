"""Where the embedding's rows and their scales lie in a memory that holds a packed model's payload: in the classifier
where the two are tied, else in sections of their own. Needs no torch."""

from dataclasses import dataclass

import numpy as np

from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.golden.image_sections import classifier_section, sections
from llama2_rtl.golden.row_words import row_words, rows_words, shares_words
from llama2_rtl.golden.weight_format import WeightFormat
from llama2_rtl.golden.weight_image import embedding_words, weight_image


@dataclass(frozen=True)
class EmbeddingPlace:
    """Word addresses of rows of `columns` codes of the format `weights`, which reach into `row_words` words of
    `word_bytes` bytes; see `golden.row_words`. A tied table comes in passes of PASS_ROWS rows with `pass_words` words
    of scales ahead of each, the first at `scales`; from row `last_pass` on, the first of a pass with fewer scales,
    `last_base` takes the place of `base`. Else the scales of all rows follow one another from `scales` on."""

    columns: int
    weights: WeightFormat
    word_bytes: int
    pass_words: int
    base: int
    last_pass: int
    last_base: int
    scales: int

    @property
    def word_columns(self):
        """Columns whose codes a word holds."""
        return self.weights.codes(self.word_bytes)

    @property
    def row_words(self):
        return row_words(self.columns, self.word_columns)

    @property
    def shared(self):
        """Whether two rows share the word of their ends."""
        return shares_words(self.columns, self.word_columns)

    def address(self, row):
        """The first word of a row: base + its words before + (row / PASS_ROWS) * pass_words."""
        base = self.last_base if row >= self.last_pass else self.base
        return base + rows_words(row, self.columns, self.word_columns) + row // PASS_ROWS * self.pass_words

    def addresses(self, row):
        """The words of a row in the order of its elements. Of the second of two rows that share a word the last is the
        one before its first, and holds the row's end in its upper half."""
        first = self.address(row)
        words = list(range(first, first + self.row_words))
        return [*words[:-1], first - 1] if self.upper(row) else words

    def upper(self, row):
        """Whether a row's end lies in the upper half of its last word."""
        return self.shared and row % 2 == 1

    @property
    def scale_pass_words(self):
        """Words from the scales of one pass of PASS_ROWS rows to those of the next; 0 where no rows lie between."""
        return self.pass_words and self.pass_words + rows_words(PASS_ROWS, self.columns, self.word_columns)

    def scale_address(self, row):
        """(word, byte within it) of a row's scale, for words of an even number of bytes."""
        pass_number, place = divmod(row, PASS_ROWS) if self.pass_words else (0, row)
        word, byte = divmod(self.weights.scale_bytes(place, self.columns), self.word_bytes)
        return self.scales + pass_number * self.scale_pass_words + word, byte


def embedding_place(config, weights, word_bytes):
    """The `EmbeddingPlace` of a ModelConfig in the WeightFormat `weights` and words of `word_bytes` bytes."""
    if not config.tied:
        where = sections(config, weights, word_bytes)
        base, scales = (where[name][0] // word_bytes for name in ("embedding", "embedding_scales"))
        return EmbeddingPlace(config.dim, weights, word_bytes, 0, base, config.vocab_size, base, scales)
    full, rest = divmod(config.vocab_size, PASS_ROWS)
    pass_words, last_words = (weights.scale_words(rows, config.dim, word_bytes) for rows in (PASS_ROWS, rest))
    begin = classifier_section(config, weights, word_bytes)[0] // word_bytes
    return EmbeddingPlace(config.dim, weights, word_bytes, pass_words, begin + pass_words, full * PASS_ROWS,
                          begin + last_words, begin)


def memory_words(config, weights, word_bytes):
    """Words of `word_bytes` bytes of a memory that holds a ModelConfig's image and embedding, without the scales of the
    latter."""
    where = sections(config, weights, word_bytes)
    return sum(where["stream" if config.tied else "embedding"]) // word_bytes


def memory_image(model, word_bytes):
    """The contents of that memory for a QuantizedModel: uint8 [memory_words * word_bytes]."""
    image = weight_image(model, word_bytes)
    if model.config.tied:
        return image
    where = sections(model.config, model.numerics.weights, word_bytes)
    gap = np.zeros(where["embedding"][0] - len(image), np.uint8)
    return np.concatenate([image, gap, embedding_words(model, word_bytes)])
