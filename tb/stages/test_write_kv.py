"""Stage 2: keys and values of several tokens and layers, each word written once, in its place, with its shifts; tokens
one after the other, or several vectors of a batch at their own positions."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.stages.write_kv import write_kv
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import to_env
from tb.memory.kv_geometries import KV_GEOMETRIES


@pytest.mark.parametrize("name", KV_GEOMETRIES)
def test_write_kv(name):
    g = KV_GEOMETRIES[name]
    simulate(write_kv, dict(geometry=g), "tb.stages.write_kv_cocotb", extra_env=to_env(g))


@pytest.mark.parametrize("name", KV_GEOMETRIES)
def test_write_kv_of_several_vectors(name):
    g = replace(KV_GEOMETRIES[name], vectors=3 if KV_GEOMETRIES[name].kv_per_word > 1 else 2)
    simulate(write_kv, dict(geometry=g), "tb.stages.write_kv_cocotb", extra_env=to_env(g))
