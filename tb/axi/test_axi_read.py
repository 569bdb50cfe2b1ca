"""The AXI4 master's reads: every client's words in order at the bus's full rate, its rules, errors, stops, late
answers."""

import pytest

from converters.axi.bus import OUTSTANDING
from converters.axi.read_master import read_master
from simulation.simulate import simulate

OFFSET_BITS = 21


@pytest.mark.parametrize("lanes", [8, 64])
def test_axi_read(lanes):
    simulate(read_master, dict(offset_bits=OFFSET_BITS, lanes=lanes, outstanding=OUTSTANDING),
             "tb.axi.read_master_cocotb", extra_env=dict(LANES=lanes, OFFSET_BITS=OFFSET_BITS))
