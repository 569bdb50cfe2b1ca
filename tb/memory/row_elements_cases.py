"""Tables of the embedding in a memory on the chip."""

from dataclasses import replace

from llama2_rtl.converters.geometry import Geometry
from llama2_rtl.golden.config import Numerics
from llama2_rtl.golden.embedding_place import memory_words
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8, INT8B32
from tb.golden.random_tables import Table, table_config

CASES = dict(
    int8=(INT8, Tile(2, 4), 30, 44, True),
    int8b32=(INT8B32, Tile(1, 16), 40, 76, True),
    int8b32_wide=(INT8B32, Tile(2, 32), 30, 40, False),
    int4b32=(INT4B32, Tile(1, 4), 30, 140, False),
    int4b32_wide=(INT4B32, Tile(2, 32), 40, 140, True),
    int4b128=(INT4B128, Tile(2, 8), 20, 300, True),
)
"""Name -> (WeightFormat, tile, rows, columns, whether the table is the classifier)."""


def table(case):
    """The Table of a case, and the words of a memory on the chip with it."""
    weights, tile, rows, columns, tied = CASES[case]
    found = Table(table_config(rows, columns, tied), weights, tile, seed=1)
    return found, found.memory[:memory_words(found.config, found.formats, tile)]


def case_geometry(case):
    """A Geometry whose words hold the case's tile."""
    weights, tile, rows, columns, tied = CASES[case]
    fixed = type("Fixed", (Geometry,), dict(tile=tile))
    numerics = replace(Numerics(), blocks=ImageFormats.uniform(weights))
    return fixed(table_config(rows, columns, tied), numerics, tile.word_bytes, 8)
