"""A token's row of the embedding, and its scale, over the bus: every row of random tables, in all formats."""

import pytest

from llama2_rtl.converters.axi.row_reader import row_reader
from llama2_rtl.simulation.simulate import simulate
from tb.axi.row_tables import CASES, reader_params


@pytest.mark.parametrize("case", CASES)
def test_row_reader(case):
    simulate(row_reader, reader_params(case), "tb.axi.row_reader_cocotb", extra_env=dict(CASE=case))
