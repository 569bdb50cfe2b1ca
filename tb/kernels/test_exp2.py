"""Powers of two: every fraction, every shift of both results; the table against floating point."""

import torch

from llama2_rtl.converters.kernels.exp2 import exp2
from llama2_rtl.golden import functions
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


def test_exp2():
    simulate(exp2, {}, "tb.kernels.exp2_cocotb", MEMORIES)


def test_exp2_is_accurate():
    d = torch.arange(0, 20 * 256)
    p, weight = functions.exp2(d, torch.tensor(3))
    exact = torch.exp2(-d / 256.0)
    assert (p / 2.0**15 - exact).abs().max() <= 2.0**-15
    assert (weight / 2.0**31 - exact / 8).abs().max() <= 2.0**-18
