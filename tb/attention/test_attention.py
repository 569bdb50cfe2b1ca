"""Attention over random heads against golden: every score, every output element, bubbles and latency."""

import json

import pytest

from converters.attention.attention import attention
from golden.tables import MEMORIES
from tb.attention.cache_model import geometry_of, geometry_variables
from tb.harness import simulate

CASES = dict(
    l16=(dict(dim=64, heads=8, kv_heads=4, lanes=16, context=512), [0, 1, 63, 64, 130], [[63, 0, 30]]),
)


@pytest.mark.parametrize("case", CASES)
def test_attention(case):
    dimensions, positions, limits = CASES[case]
    geometry = geometry_of(**dimensions)
    latencies = dict(dot_latency=8, pv_latency=8)
    simulate(attention, dict(geometry=geometry, **latencies), "tb.attention.attention_cocotb",
             memories=MEMORIES,
             extra_env=geometry_variables(geometry) | dict(
                 POSITIONS=json.dumps(positions), LIMITS=json.dumps(limits),
                 DOT_LATENCY=latencies["dot_latency"], PV_LATENCY=latencies["pv_latency"]))
