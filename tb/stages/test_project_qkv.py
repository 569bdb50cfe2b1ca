"""Stage 1 without the engine: rows of several vectors, each at its own position, become heads in the order of the
vectors, every mantissa and shift as golden has them for the vector alone."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.stages.project_qkv import project_qkv
from llama2_rtl.golden.tables import memories
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import SMALL, to_env


@pytest.mark.parametrize("name, vectors", [("slots_2", 1), ("slots_2", 2), ("head_dim_6", 3)])
def test_project_qkv(name, vectors):
    g = replace(SMALL[name], vectors=vectors)
    simulate(project_qkv, dict(geometry=g), "tb.stages.project_qkv_cocotb", memories(g.model), to_env(g))
