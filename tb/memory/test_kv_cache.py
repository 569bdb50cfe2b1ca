"""KV cache: every word written by one pulse, read LATENCY cycles after its address, its neighbours untouched."""

import pytest

from llama2_rtl.converters.memory.kv_cache import LATENCY, kv_cache
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import to_env
from tb.memory.kv_geometries import KV_GEOMETRIES


@pytest.mark.parametrize("name", ["two_words_per_head", "three_heads_per_word", "one_word"])
def test_kv_cache(name):
    g = KV_GEOMETRIES[name]
    simulate(kv_cache, dict(geometry=g), "tb.memory.kv_cache_cocotb", extra_env=dict(LATENCY=LATENCY, **to_env(g)))
