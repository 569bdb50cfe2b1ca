"""The count of open bursts: whose each answer is, whatever comes in one cycle."""

from llama2_rtl.converters.axi.open_bursts import open_bursts
from llama2_rtl.simulation.simulate import simulate


def test_axi_open_bursts():
    simulate(open_bursts, {}, "tb.axi.open_bursts_cocotb")
