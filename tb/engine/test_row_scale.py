"""Row scaling against golden: every y in the cycle it is due, scales fetched in order, both kinds of input vector; rows
of several vectors, each with its own 1/rms and shift."""

from dataclasses import replace

import pytest

from llama2_rtl.converters.engine.row_scale import row_scale
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import SMALL, to_env


@pytest.mark.parametrize("name, vectors", [
    ("one_lane", 1), ("four_lanes", 1), ("slots_8", 1), ("wider_than_a_row", 1), ("one_lane", 2), ("four_lanes", 3)])
def test_row_scale(name, vectors):
    geometry = replace(SMALL[name], vectors=vectors)
    simulate(row_scale, dict(geometry=geometry), "tb.engine.row_scale_cocotb", extra_env=to_env(geometry))
