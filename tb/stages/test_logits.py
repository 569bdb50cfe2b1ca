"""Two whole tokens without attention against golden: every row of every layer, the logits, the greedy token."""

import pytest

from llama2_rtl.golden.tables import memories
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import IN_BLOCKS, geometry, random_geometry, to_env
from tb.stages.matrices import matrices

CASES = [geometry(16, 12, 20, 2, 1, act_bits=12, vocab_size=513, n_layers=2),
         geometry(32, 12, 10, 1, 1, vocab_size=1, n_layers=3), geometry(2, 4, 2, 2, 2, act_bits=8, vocab_size=7),
         IN_BLOCKS["sixteen_lanes"], IN_BLOCKS["wide_codes"]]
"""A classifier in two passes, a vocabulary of one token, one layer, formats of which each layer has others."""


@pytest.mark.parametrize("g", [*CASES, random_geometry(6, n_layers=2, largest_dim=16)])
def test_logits(g):
    simulate(matrices, dict(geometry=g), "tb.stages.logits_cocotb",
             memories=memories(g.model), extra_env=to_env(g))
