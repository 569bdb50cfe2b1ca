"""Row scaling against golden: every y in the cycle it is due, scales fetched in order, both kinds of input vector."""

import pytest

from converters.engine.row_scale import row_scale
from simulation.simulate import simulate
from tb.engine.geometries import SMALL, to_env


@pytest.mark.parametrize("name", ["one_lane", "four_lanes", "slots_8", "wider_than_a_row"])
def test_row_scale(name):
    geometry = SMALL[name]
    simulate(row_scale, dict(geometry=geometry), "tb.engine.row_scale_cocotb", extra_env=to_env(geometry))
