"""Gumbel variates: the sequence of a seed under pauses, and every entry of the table."""

from converters.kernels.gumbel import gumbel
from golden.tables import MEMORIES
from simulation.simulate import simulate


def test_gumbel():
    simulate(gumbel, {}, "tb.kernels.gumbel_cocotb", MEMORIES)
