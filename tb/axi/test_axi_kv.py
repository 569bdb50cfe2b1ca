"""The KV cache beside the core: keys and values in the order of the walks, the newest position, what is written."""

import json

import pytest

from llama2_rtl.converters.axi.kv_memory import kv_memory
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import geometry, to_env

CASES = {
    "heads_side_by_side": (geometry(16, 16, 20, 4, 4, n_layers=2, context=140), [[0, 2], [62, 4], [128, 1]]),
    "grouped_chunks": (geometry(8, 48, 20, 4, 2, n_layers=2, context=200), [[0, 1], [63, 2], [130, 1]]),
    "ways": (geometry(16, 48, 20, 12, 4, n_layers=2, context=140, ways=3), [[0, 2], [63, 2], [128, 1]]),
    "ways_that_do_not_divide": (geometry(8, 48, 20, 6, 2, n_layers=2, context=140, ways=2), [[63, 2], [128, 1]]),
    "twelve_bits": (geometry(8, 24, 9, 1, 1, act_bits=12, n_layers=2, context=70), [[0, 1], [64, 2]]),
    "many_heads_in_a_word": (geometry(64, 32, 33, 16, 16, n_layers=2, context=66), [[0, 1], [63, 3]]),
    "room_for_more_shifts_than_a_span_has": (geometry(256, 64, 64, 1, 1, n_layers=2, context=140, ports=4),
                                             [[0, 2], [63, 2], [128, 1]]),
}


@pytest.mark.parametrize("case", CASES)
def test_axi_kv(case):
    g, runs = CASES[case]
    simulate(kv_memory, dict(geometry=g), "tb.axi.kv_memory_cocotb", extra_env=to_env(g) | dict(RUNS=json.dumps(runs)))
