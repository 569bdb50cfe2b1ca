"""SiLU: every region of the table with its edges, both signs; the table against floating point."""

import torch

from converters.kernels.silu import silu
from golden import functions
from golden.tables import MEMORIES
from simulation.simulate import simulate


def test_silu():
    simulate(silu, {}, "tb.kernels.silu_cocotb", MEMORIES)


def test_silu_is_accurate():
    x = torch.arange(-20 << 16, 20 << 16, 37)
    exact = torch.nn.functional.silu(x.double() / 2**16)
    assert (functions.silu(x) / 2.0**16 - exact).abs().max() <= 3e-4
