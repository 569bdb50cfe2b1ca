"""Stage 3 on the engine against golden: attention over the KV cache, quantiser, WO; every element, shift and row."""

import pytest

from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import SMALL, geometry, to_env
from tb.stages.attend_on_engine import attend_on_engine

CASES = dict(
    slots_2=geometry(16, 32, 20, 4, 4, act_bits=8),
    chunks=geometry(4, 16, 9, 2, 1),
    one_head=geometry(8, 8, 9, 1, 1, act_bits=12),
    head_dim_6=SMALL["slots_2"],
)
"""Two heads with a key each in a word, keys of two words, a single head, two heads of six elements with one key."""


@pytest.mark.parametrize("case", CASES)
def test_attend_seq(case):
    g = CASES[case]
    simulate(attend_on_engine, dict(geometry=g), "tb.stages.attend_seq_cocotb", memories=MEMORIES,
             extra_env=to_env(g), instances=["u_matrix_unit"])
