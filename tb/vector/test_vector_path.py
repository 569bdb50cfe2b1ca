"""The whole vector path of one vector and of batches: loaded, added to row by row, from attention and from the
feed-forward network; each vector's quantised words, shift and 1/rms as golden has them for it alone."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.vector.vector_path import vector_path
from llama2_rtl.golden.tables import MEMORIES, RSQRT_MEM
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import SMALL, to_env


@pytest.mark.parametrize("name, vectors", [("slots_2", 1), ("slots_2", 2), ("four_lanes", 3)])
def test_vector_path(name, vectors):
    geometry = replace(SMALL[name], vectors=vectors)
    simulate(vector_path, dict(geometry=geometry), "tb.vector.vector_path_cocotb", {RSQRT_MEM: MEMORIES[RSQRT_MEM]},
             to_env(geometry))
