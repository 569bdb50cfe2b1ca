"""Stage 1 on the engine against golden: residual, norm, QKV, RoPE, head quantiser; every mantissa and shift."""

import pytest

from llama2_rtl.golden.tables import memories
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import IN_BLOCKS, SMALL, geometry, random_geometry, to_env
from tb.stages.matrices import matrices

CASES = [SMALL[name] for name in ("one_lane", "chunks", "wider_than_a_row", "head_dim_6")]
CASES += [geometry(32, 32, 20, 8, 4), IN_BLOCKS["one_format"]]


@pytest.mark.parametrize("g", CASES + [random_geometry(number) for number in range(3)])
def test_qkv_seq(g):
    simulate(matrices, dict(geometry=g), "tb.stages.qkv_seq_cocotb",
             memories=memories(g.model), extra_env=to_env(g))
