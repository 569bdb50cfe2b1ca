"""How the rows of a matrix lie in words, each of which holds a tile of some rows by some columns. Needs no torch."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tile:
    """A word of `rows` x `columns` codes of 8 bits; narrower ones lie in it of as many more rows, those of the first
    `rows` in the low bits of its bytes.

    The words of a tile of rows follow one another from the first columns to the last, then come those of the next
    rows. The last columns and the last rows are filled up with zeros: no word holds codes of two tiles of rows.
    Raises ValueError where there is no such word."""

    rows: int
    columns: int

    def __post_init__(self):
        if self.rows < 1 or self.columns < 1:
            raise ValueError(f"a word of {self.rows} rows by {self.columns} columns; each must be at least 1")

    @property
    def word_bytes(self):
        return self.rows * self.columns

    def rows_of(self, weights):
        """Rows in a word of codes of the WeightFormat `weights`."""
        return self.rows * weights.codes(1)

    def row_words(self, columns):
        """Words that a row of `columns` columns reaches into."""
        return -(-columns // self.columns)

    def words(self, rows, columns, weights):
        """Words of a matrix of codes of the WeightFormat `weights`."""
        return -(-rows // self.rows_of(weights)) * self.row_words(columns)

    def block_words(self, weights):
        """Words of a row that hold a block of the WeightFormat `weights`."""
        return max(1, weights.block // self.columns)

    def blocks_per_scale_word(self, weights):
        """Blocks of a row whose scales, for all rows of a tile, make up a word of block scales."""
        return self.word_bytes // (self.rows_of(weights) * weights.block_bytes)

    def block_scale_words(self, rows, columns, weights):
        """Words of the block scales of a pass of `rows` rows of so many columns; 0 in a format without blocks."""
        if not weights.block:
            return 0
        blocks = -(-rows // self.rows_of(weights)) * weights.blocks(columns)
        return -(-blocks // self.blocks_per_scale_word(weights))

    def holds(self, weights):
        """Whether words of this tile can hold rows of the WeightFormat `weights`: a block begins with a word, and the
        scales of a block of each of the rows fit into one."""
        return not weights.block or (weights.block % self.columns == 0 and self.blocks_per_scale_word(weights) >= 1)

    def pack(self, codes, weights):
        """The bytes of the words of codes int8 [rows, columns]: uint8 [words * word_bytes]. Byte r * `columns` + c of a
        word is column c of its row r and, where a byte holds several codes, above it of row r + `rows` and so on."""
        rows, columns = codes.shape
        filled = np.pad(codes, [(0, -rows % self.rows_of(weights)), (0, -columns % self.columns)])
        split = filled.reshape(-1, weights.codes(1), self.rows, self.row_words(columns), self.columns)
        return weights.pack(split.transpose(0, 3, 2, 4, 1)).reshape(-1)


def padded(data, size):
    """data [length] -> the same filled up with zeros to a multiple of `size`."""
    return np.pad(data, (0, -len(data) % size))
