"""Where the embedding's rows lie in a memory that holds the weight image: in the classifier where the two are tied,
else in a table of their own behind the image. Needs no torch."""

from dataclasses import dataclass

import numpy as np

from golden.config import PASS_ROWS
from golden.weight_image import BYTES_PER_SCALE, embedding_words, image_words, matrix_shapes, matrix_words, weight_image


@dataclass(frozen=True)
class EmbeddingPlace:
    """Word addresses of rows of `row_words` words. A tied table comes in passes of PASS_ROWS rows with `pass_words`
    words of scales ahead of each; from row `last_pass` on, the first of a pass with fewer scales, `last_base` takes
    the place of `base`."""

    row_words: int
    pass_words: int
    base: int
    last_pass: int
    last_base: int

    def address(self, row):
        """The first word of a row: base + row * row_words + (row / PASS_ROWS) * pass_words."""
        base = self.last_base if row >= self.last_pass else self.base
        return base + row * self.row_words + row // PASS_ROWS * self.pass_words


def embedding_place(config, lanes):
    """The `EmbeddingPlace` of a ModelConfig in words of `lanes` bytes."""
    row_words = -(-config.dim // lanes)
    if not config.tied:
        base = image_words(config, lanes)
        return EmbeddingPlace(row_words, 0, base, config.vocab_size, base)
    full, rest = divmod(config.vocab_size, PASS_ROWS)
    pass_words, last_words = (-(-BYTES_PER_SCALE * rows // lanes) for rows in (PASS_ROWS, rest))
    begin = image_words(config, lanes) - matrix_words(*matrix_shapes(config)["classifier"], lanes)
    return EmbeddingPlace(row_words, pass_words, begin + pass_words, full * PASS_ROWS, begin + last_words)


def memory_words(config, lanes):
    """Words of `lanes` bytes of a memory that holds a ModelConfig's image and embedding."""
    own_table = 0 if config.tied else config.vocab_size * -(-config.dim // lanes)
    return image_words(config, lanes) + own_table


def memory_image(model, lanes):
    """The contents of that memory for a QuantizedModel: uint8 [memory_words * lanes]."""
    image = weight_image(model, lanes)
    return image if model.config.tied else np.concatenate([image, embedding_words(model, lanes)])
