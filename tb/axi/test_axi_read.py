"""The AXI4 master's reads: every client's words in order at the bus's full rate, its rules, errors, stops, late
answers."""

import pytest

from llama2_rtl.converters.axi.bus import OUTSTANDING, burst_beats
from llama2_rtl.converters.axi.read_master import read_master
from llama2_rtl.simulation.simulate import simulate

OFFSET_BITS = 21


@pytest.mark.parametrize(("beat_bytes", "longest"), [(8, 256), (64, 256), (32, 16)])
def test_axi_read(beat_bytes, longest):
    simulate(read_master, dict(offset_bits=OFFSET_BITS, beat_bytes=beat_bytes,
                               burst=burst_beats(beat_bytes, longest), outstanding=OUTSTANDING),
             "tb.axi.read_master_cocotb",
             extra_env=dict(BEAT_BYTES=beat_bytes, LONGEST_BURST=longest, OFFSET_BITS=OFFSET_BITS))
