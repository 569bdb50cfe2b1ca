"""Sine and cosine: every table entry in all quadrants; the table against floating point."""

from math import pi

import torch

from llama2_rtl.converters.kernels.sincos import sincos
from llama2_rtl.golden import functions
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


def test_sincos():
    simulate(sincos, {}, "tb.kernels.sincos_cocotb", MEMORIES)


def test_sincos_is_accurate():
    phase = torch.arange(0, 1 << 32, 99991)
    angle = phase.double() * (2 * pi / 2**32)
    sine, cosine = functions.sincos(phase)
    assert (sine / 2.0**14 - angle.sin()).abs().max() <= 1.2e-4
    assert (cosine / 2.0**14 - angle.cos()).abs().max() <= 1.2e-4
