"""The memory of the weights: the image in order, again and again, one word per cycle, and embedding rows in between,
as fast as their elements are taken."""

import pytest

from llama2_rtl.converters.memory.deep_rom import deep_contents
from llama2_rtl.converters.memory.weight_source import weight_source
from llama2_rtl.simulation.simulate import simulate
from tb.memory.weight_memories import CASES, WeightMemory


@pytest.mark.parametrize("case", CASES)
def test_weight_source(case):
    memory = WeightMemory(case)
    simulate(weight_source, dict(model=memory.model, formats=memory.formats, tile=memory.tile, file="weights.mem"),
             "tb.memory.weight_source_cocotb", deep_contents(8 * memory.tile.word_bytes, "weights.mem", memory.words),
             dict(CASE=case))
