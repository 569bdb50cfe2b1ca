"""Reader of the weight image: every word of two tokens to its sink in the order of golden's image, under pauses."""

import pytest

from llama2_rtl.converters.engine.weight_router import weight_router
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import IN_BLOCKS, SMALL, geometry, random_geometry, to_env

CASES = [SMALL["one_lane"], geometry(16, 8, 257, 2, 1, vocab_size=1024, n_layers=2),
         geometry(64, 16, 3, 1, 1, vocab_size=1025, n_layers=3), geometry(4, 4, 256, 1, 1, vocab_size=513),
         geometry(64, 192, 8, 3, 3, vocab_size=16, n_layers=2)]
"""Rows beyond a pass, an exact multiple of it, one more; several layers; more rows than a pass in the first matrix."""


@pytest.mark.parametrize("g", CASES + [random_geometry(number, n_layers=2) for number in range(3)]
                         + [IN_BLOCKS[name] for name in ("four_lanes", "sixteen_lanes", "rows_4", "wide_codes", "apart",
                                                         "short_parts")])
def test_weight_router(g):
    simulate(weight_router, dict(geometry=g), "tb.engine.weight_router_cocotb", extra_env=to_env(g))
