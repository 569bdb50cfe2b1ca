"""Stage 2: keys and values of several tokens and layers, each word written once, in its place, with its shifts."""

import pytest

from converters.stages.write_kv import write_kv
from simulation.simulate import simulate
from tb.engine.geometries import to_env
from tb.memory.kv_geometries import KV_GEOMETRIES


@pytest.mark.parametrize("name", KV_GEOMETRIES)
def test_write_kv(name):
    g = KV_GEOMETRIES[name]
    simulate(write_kv, dict(geometry=g), "tb.stages.write_kv_cocotb", extra_env=to_env(g))
