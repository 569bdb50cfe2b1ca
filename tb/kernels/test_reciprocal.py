"""Reciprocal: every table entry and every exponent; the accuracy against floating point."""

import pytest
import torch

from llama2_rtl.converters.kernels.reciprocal import reciprocal
from llama2_rtl.golden import functions
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("width", [37, 60])
def test_reciprocal(width):
    simulate(reciprocal, dict(width=width), "tb.kernels.reciprocal_cocotb", MEMORIES, dict(WIDTH=width))


def test_reciprocal_is_accurate():
    x = torch.arange(1 << 16, 1 << 17)
    rc, k = functions.reciprocal(x)
    assert (k == 16).all() and rc.min() >= 1 << 15 and rc.max() < 1 << 16
    assert (rc * 2.0**-32 * x - 1).abs().max() < 1.9e-5
