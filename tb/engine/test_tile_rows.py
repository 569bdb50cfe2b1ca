"""The rows of tiles one after the other: every mark in its cycle, of whole and of partial tiles, as close as may be."""

import pytest

from llama2_rtl.converters.engine.tile_rows import tile_rows
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("rows_of_tile", [2, 8])
def test_tile_rows(rows_of_tile):
    simulate(tile_rows, dict(rows_of_tile=rows_of_tile), "tb.engine.tile_rows_cocotb",
             extra_env=dict(ROWS_OF_TILE=rows_of_tile))
