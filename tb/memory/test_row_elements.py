"""The way of a token's row of the embedding on the chip, from its words in the memory to elements of the residual, and
the cycle model's word for it."""

import pytest

from llama2_rtl.converters.memory.deep_rom import deep_contents
from llama2_rtl.simulation.simulate import simulate
from tb.memory.row_elements import row_elements
from tb.memory.row_elements_cases import CASES, table


@pytest.mark.parametrize("case", CASES)
def test_row_elements(case):
    found, words = table(case)
    tile = found.place.tile
    simulate(row_elements, dict(model=found.config, formats=found.formats, tile=tile, file="weights.mem"),
             "tb.memory.row_elements_cocotb", deep_contents(8 * tile.word_bytes, "weights.mem", words),
             dict(CASE=case))
