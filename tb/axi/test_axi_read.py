"""The AXI4 master's reads: every client's words in order at the bus's full rate, its rules, errors, stops, late
answers."""

import pytest

from llama2_rtl.converters.axi.bus import OUTSTANDING
from llama2_rtl.converters.axi.read_master import read_master
from llama2_rtl.simulation.simulate import simulate

OFFSET_BITS = 21


@pytest.mark.parametrize("beat_bytes", [8, 64])
def test_axi_read(beat_bytes):
    simulate(read_master, dict(offset_bits=OFFSET_BITS, beat_bytes=beat_bytes, outstanding=OUTSTANDING),
             "tb.axi.read_master_cocotb", extra_env=dict(BEAT_BYTES=beat_bytes, OFFSET_BITS=OFFSET_BITS))
