"""The harness's streams: every word passes two handshakes once, in order, under pauses on both sides."""

from llama2_rtl.simulation.simulate import simulate
from tb.hdl.blocks import two_stages


def test_streams():
    simulate(two_stages, dict(width=12), "tb.hdl.streams_cocotb")
