"""Tables of the embedding for tests of their reader over AXI4."""

from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8, INT8B32
from tb.golden.random_tables import Table, table_config

CASES = dict(
    int8=(INT8, Tile(2, 8), 540, 20, True),
    int8_wide=(INT8, Tile(16, 128), 540, 256, True),
    int8_own_table=(INT8, Tile(1, 8), 40, 20, False),
    int8b32=(INT8B32, Tile(2, 4), 540, 20, True),
    int8b32_own_table=(INT8B32, Tile(1, 8), 40, 172, False),
    int4b32=(INT4B32, Tile(4, 16), 560, 44, True),
    int4b32_own_table=(INT4B32, Tile(2, 4), 90, 64, False),
    int4b128=(INT4B128, Tile(2, 32), 100, 300, True),
)
"""Name -> (WeightFormat, tile, rows, columns, whether the table is the classifier)."""

FOLD = 9
"""In the exponents of a classifier's rows."""


def table(case):
    """The Table of a case."""
    weights, tile, rows, columns, tied = CASES[case]
    return Table(table_config(rows, columns, tied), weights, tile, seed=1, fold=FOLD if tied else 0)


def reader_params(case):
    """The parameters of its `row_reader`."""
    weights, tile, rows, columns, tied = CASES[case]
    return dict(model=table_config(rows, columns, tied), formats=ImageFormats.uniform(weights), tile=tile,
                beat_bytes=tile.word_bytes, offset_bits=18)
