"""The sampler of several logits in a cycle: tokens by chance and greedy ones, golden's, the lowest of equals."""

import pytest

from llama2_rtl.converters.stages.sampler_side_by_side import sampler_side_by_side
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("tail", [2, 4])
def test_sampler_side_by_side(tail):
    simulate(sampler_side_by_side, dict(row_bits=10, position_bits=12, tail=tail),
             "tb.stages.sampler_side_by_side_cocotb", MEMORIES, dict(TAIL=tail))
