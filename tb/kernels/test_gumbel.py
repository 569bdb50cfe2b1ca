"""Gumbel variates: the sequence of a seed under pauses, and every entry of the table."""

from llama2_rtl.converters.kernels.gumbel import gumbel
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


def test_gumbel():
    simulate(gumbel, {}, "tb.kernels.gumbel_cocotb", MEMORIES)
