"""The online softmax alone: probabilities, growths of the maximum and reciprocals of random dot products."""

import pytest

from llama2_rtl.converters.attention.online_softmax import online_softmax
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate
from tb.attention.cache_model import geometry_of, geometry_variables

CASES = dict(one_slot=dict(dim=64, heads=8, kv_heads=4, lanes=8, context=200),
             eight_slots=dict(dim=64, heads=8, kv_heads=4, lanes=64, context=200),
             eight_bits=dict(dim=32, heads=4, kv_heads=2, lanes=16, context=72, k_bits=8))


@pytest.mark.parametrize("case, offer_delay", [("one_slot", 0), ("eight_slots", 1), ("eight_bits", 0)])
def test_online_softmax(case, offer_delay):
    geometry = geometry_of(**CASES[case])
    simulate(online_softmax, dict(geometry=geometry, offer_delay=offer_delay),
             "tb.attention.online_softmax_cocotb", memories=MEMORIES,
             extra_env=geometry_variables(geometry) | dict(OFFER_DELAY=offer_delay))
