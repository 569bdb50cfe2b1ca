"""The AXI4 master's writes: every byte in its place, the bus's rules, errors, stops while words are missing."""

import pytest

from llama2_rtl.converters.axi.bus import OUTSTANDING, burst_beats
from llama2_rtl.converters.axi.write_channel import write_channel
from llama2_rtl.simulation.simulate import simulate

OFFSET_BITS = 21


@pytest.mark.parametrize(("beat_bytes", "longest"), [(16, 256), (64, 256), (32, 16)])
def test_axi_write(beat_bytes, longest):
    simulate(write_channel, dict(offset_bits=OFFSET_BITS, beat_bytes=beat_bytes,
                               burst=burst_beats(beat_bytes, longest), outstanding=OUTSTANDING),
             "tb.axi.write_channel_cocotb", extra_env=dict(BEAT_BYTES=beat_bytes, LONGEST_BURST=longest))
