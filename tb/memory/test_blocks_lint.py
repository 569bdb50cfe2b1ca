"""The blocks of an embedding in blocks: Verilator finds nothing in them, widths above all."""

import pytest

from llama2_rtl.converters.axi.row_reader import row_reader
from llama2_rtl.converters.memory.block_embedding import block_embedding
from llama2_rtl.converters.memory.weight_source import weight_source
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8B32
from llama2_rtl.simulation.lint import lint
from tb.golden.random_tables import table_config


@pytest.mark.parametrize(("weights", "tile", "rows", "tied"), [
    (INT8B32, Tile(1, 8), 520, True), (INT4B32, Tile(2, 32), 300, False), (INT4B128, Tile(16, 4), 1030, True)])
def test_lint(weights, tile, rows, tied):
    params = dict(model=table_config(rows, 44, tied), formats=ImageFormats.uniform(weights), tile=tile)
    assert lint(weight_source, params | dict(file="weights.mem")) == ""
    assert lint(row_reader, params | dict(beat_bytes=tile.word_bytes, offset_bits=20)) == ""
    for vectors in (1, 3):
        assert lint(block_embedding, dict(weights=weights, columns=tile.columns, dim=44, vectors=vectors)) == ""
