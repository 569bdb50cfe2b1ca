"""Mat-vec engine: rows, scores and weighted values against exact sums, each in exactly the cycle it is due."""

import pytest

from llama2_rtl.converters.engine.mat_vec import mat_vec
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import IN_BLOCKS, SMALL, to_env


@pytest.mark.parametrize("geometry", [*SMALL.values(), *IN_BLOCKS.values()],
                         ids=[*SMALL, *(f"in_blocks_{name}" for name in IN_BLOCKS)])
def test_mat_vec(geometry):
    simulate(mat_vec, dict(geometry=geometry), "tb.engine.mat_vec_cocotb", extra_env=to_env(geometry))
