"""The control of a run: which fault is reported, in every state, and what its end is made of."""

from llama2_rtl.converters.axi.run_control import run_control
from llama2_rtl.simulation.simulate import simulate


def test_axi_run_control():
    simulate(run_control, {}, "tb.axi.run_control_cocotb")
