"""Gumbel variates: the sequence of a seed under pauses, and every entry of the table."""

import pytest

from llama2_rtl.converters.kernels.gumbel import gumbel
from llama2_rtl.golden.tables import MEMORIES
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("position_bits", [1, 13, 32])
def test_gumbel(position_bits):
    simulate(gumbel, dict(position_bits=position_bits), "tb.kernels.gumbel_cocotb", MEMORIES,
             extra_env=dict(POSITION_BITS=position_bits))
