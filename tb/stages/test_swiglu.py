"""SwiGLU against golden.stages.gated: every element in its cycle, rows as close as they can come or further apart."""

import pytest

from llama2_rtl.converters.stages.swiglu import swiglu
from llama2_rtl.golden.tables import MEMORIES, SILU_MEM
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("hidden_dim, words, vectors", [
    (1, 1, 1), (5, 1, 1), (40, 3, 1), (21, 5, 1), (8, 20, 1), (5, 2, 2), (21, 5, 3)])
def test_swiglu(hidden_dim, words, vectors):
    simulate(swiglu, dict(hidden_dim=hidden_dim, words=words, vectors=vectors), "tb.stages.swiglu_cocotb",
             memories={SILU_MEM: MEMORIES[SILU_MEM]},
             extra_env=dict(HIDDEN_DIM=hidden_dim, WORDS=words, VECTORS=vectors))
