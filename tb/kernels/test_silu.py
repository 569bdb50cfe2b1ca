"""SiLU: every region of the table with its edges, both signs; the table against floating point."""

import torch

from llama2_rtl.converters.kernels.silu import silu
from llama2_rtl.golden import functions
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


def test_silu():
    simulate(silu, {}, "tb.kernels.silu_cocotb", MEMORIES)


def test_silu_is_accurate():
    x = torch.arange(-20 << 16, 20 << 16, 37)
    exact = torch.nn.functional.silu(x.double() / 2**16)
    assert (functions.silu(x) / 2.0**16 - exact).abs().max() <= 3e-4
