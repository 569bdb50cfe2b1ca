"""Stage 4 on the engine against golden: W1 and W3, SwiGLU, W2; every row and every element of the hidden vector."""

import pytest

from llama2_rtl.golden.tables import memories
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import IN_BLOCKS, SMALL, geometry, random_geometry, to_env
from tb.stages.matrices import matrices

CASES = [SMALL["two_lanes"], SMALL["slots_2"], geometry(32, 8, 300, 2, 1), geometry(16, 16, 1, 1, 1, act_bits=8),
         IN_BLOCKS["four_lanes"], IN_BLOCKS["columns_32"]]
"""Among them W1/W3 in two passes, a hidden vector of one element, matrices in blocks."""


@pytest.mark.parametrize("g", CASES + [random_geometry(number) for number in range(3, 6)])
def test_ffn_seq(g):
    simulate(matrices, dict(geometry=g), "tb.stages.ffn_seq_cocotb",
             memories=memories(g.model), extra_env=to_env(g))
