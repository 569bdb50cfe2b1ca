"""Delay lines of one and more cycles."""

import pytest

from converters.kernels.delay import delay
from simulation.simulate import simulate


@pytest.mark.parametrize("cycles", [1, 5])
def test_delay(cycles):
    simulate(delay, dict(width=9, cycles=cycles), "tb.kernels.delay_cocotb", extra_env=dict(CYCLES=cycles))
