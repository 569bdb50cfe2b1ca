"""Where a code lies in the words of a matrix: every one of a few matrices, in bytes and in halves of them."""

import numpy as np
import pytest

from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import INT8, WeightFormat

FOUR_BITS = WeightFormat("four bits", 4)


def code_at(data, tile, weights, columns, row, column):
    """The code of a row and column, by the words of their definition."""
    per_byte = 8 // weights.code_bits
    word = row // (tile.rows * per_byte) * -(-columns // tile.columns) + column // tile.columns
    part, place = divmod(row % (tile.rows * per_byte), tile.rows)
    byte = int(data[word * tile.word_bytes + place * tile.columns + column % tile.columns])
    code = byte >> part * weights.code_bits & (1 << weights.code_bits) - 1
    return code - (code >> weights.code_bits - 1 << weights.code_bits)


@pytest.mark.parametrize("weights", [INT8, FOUR_BITS], ids=lambda weights: weights.name)
@pytest.mark.parametrize("tile", [Tile(1, 1), Tile(1, 8), Tile(4, 4), Tile(8, 2)], ids=str)
@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (16, 8), (17, 9), (5, 12)])
def test_every_code_has_its_place(rows, columns, tile, weights):
    limit = weights.largest_code
    codes = np.random.default_rng(rows + columns).integers(-limit, limit, (rows, columns), np.int8, endpoint=True)
    data = tile.pack(codes, weights)
    assert data.dtype == np.uint8 and len(data) == tile.words(rows, columns, weights) * tile.word_bytes
    for row in range(-(-rows // tile.rows_of(weights)) * tile.rows_of(weights)):
        for column in range(tile.row_words(columns) * tile.columns):
            inside = row < rows and column < columns
            assert code_at(data, tile, weights, columns, row, column) == (codes[row, column] if inside else 0)


@pytest.mark.parametrize(("rows", "columns"), [(0, 4), (2, 0)])
def test_a_word_without_codes(rows, columns):
    with pytest.raises(ValueError, match="each must be at least 1"):
        Tile(rows, columns)
