"""Every row of a table of the embedding, read from the addresses that a core reads, is the table's, and so is its
scale."""

import pytest

from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import FORMATS, SCALE_MIN, ZERO_POINT
from tb.golden.random_tables import Table, table_config
from tb.harness.streams import unpack

TILES = [Tile(1, 4), Tile(2, 8), Tile(4, 16), Tile(2, 32), Tile(16, 4)]
SHAPES = dict(one_pass=(70, 172), one_block=(1030, 20), whole_passes=(1024, 44), long_rows=(40, 300))
"""(rows, columns): partial last blocks, in some tiles of fewer words; several passes, the last one shorter."""


def integers(weights, columns, words):
    """The integers that a row's words of codes, scales and zero points stand for."""
    found, code_bits = [], columns * weights.code_bits
    for word in words:
        scale, zero_point = word >> code_bits & 255, word >> code_bits + 8
        for code in unpack(word, weights.code_bits, columns, signed=not weights.zero_points):
            integer = (code << ZERO_POINT.fraction) - zero_point if weights.zero_points else code
            found.append(integer * scale if weights.block else integer)
    return found


@pytest.mark.parametrize("tied", [True, False], ids=["tied", "untied"])
@pytest.mark.parametrize("tile", TILES, ids=str)
@pytest.mark.parametrize("weights", FORMATS.values(), ids=FORMATS)
@pytest.mark.parametrize("shape", SHAPES)
def test_rows(shape, weights, tile, tied):
    rows, columns = SHAPES[shape]
    table = Table(table_config(rows, columns, tied), weights, tile, seed=1)
    place = table.place
    for row, expected in enumerate(table.rows.integers.tolist()):
        assert integers(weights, tile.columns, table.words(row))[:columns] == expected, row
        word, byte = place.scale_address(row)
        stored = table.memory[word] >> 8 * byte & 65535
        assert (stored >> 8, SCALE_MIN + (stored & 255)) == (table.rows.exponent[row], table.rows.scale[row]), row
