"""Reciprocal square root: every table entry and every exponent; the accuracy against floating point."""

import pytest
import torch

from converters.kernels.rsqrt import rsqrt
from golden import functions
from golden.tables import MEMORIES
from simulation.simulate import simulate


@pytest.mark.parametrize("width", [68, 77])
def test_rsqrt(width):
    simulate(rsqrt, dict(width=width), "tb.kernels.rsqrt_cocotb", MEMORIES, dict(WIDTH=width))


def test_rsqrt_is_accurate():
    m = torch.arange(1 << 16, 1 << 18)
    rm, k = functions.rsqrt(torch.zeros_like(m), m)
    assert rm.min() >= 1 << 15 and rm.max() < 1 << 16
    assert (rm * 2.0**-16 * 2.0**-k * m.double().sqrt() - 1).abs().max() < 1.9e-4
