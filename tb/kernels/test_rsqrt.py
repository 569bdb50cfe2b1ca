"""Reciprocal square root: every table entry and every exponent; the accuracy against floating point."""

import pytest
import torch

from llama2_rtl.converters.kernels.rsqrt import rsqrt
from llama2_rtl.golden import functions
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("width", [68, 77])
def test_rsqrt(width):
    simulate(rsqrt, dict(width=width), "tb.kernels.rsqrt_cocotb", MEMORIES, dict(WIDTH=width))


def test_rsqrt_is_accurate():
    m = torch.arange(1 << 16, 1 << 18)
    rm, k = functions.rsqrt(torch.zeros_like(m), m)
    assert rm.min() >= 1 << 15 and rm.max() < 1 << 16
    assert (rm * 2.0**-16 * 2.0**-k * m.double().sqrt() - 1).abs().max() < 1.9e-4
