"""The sampler: tokens by chance at temperatures from tiny to large, and greedy ones, equal to golden's; of several
vectors too."""

import pytest

from llama2_rtl.converters.stages.sampler import sampler
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("vectors", [1, 2, 3])
def test_sampler(vectors):
    simulate(sampler, dict(row_bits=10, position_bits=12, vectors=vectors), "tb.stages.sampler_cocotb", MEMORIES,
             dict(VECTORS=vectors, POSITION_BITS=12))
