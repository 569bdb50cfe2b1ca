"""The sampler with a list: repetition penalty, top-k, top-p and min-p, equal to golden's; its cycles; resets."""

import pytest

from llama2_rtl.converters.stages.list_sampler import list_sampler
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize(("entries", "vectors"), [(1, 1), (5, 1), (20, 1), (5, 3), (1, 2), (3, 8)])
def test_list_sampler(entries, vectors):
    simulate(list_sampler, dict(row_bits=10, position_bits=8, token_bits=8, entries=entries, vectors=vectors),
             "tb.stages.list_sampler_cocotb", MEMORIES, dict(ENTRIES=entries, VECTORS=vectors))
