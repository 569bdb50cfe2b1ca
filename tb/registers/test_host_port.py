"""The one AXI4-Lite port of a hosted core."""

from llama2_rtl.converters.registers.host_port import host_port
from llama2_rtl.simulation.lint import lint
from llama2_rtl.simulation.simulate import simulate


def test_host_port():
    simulate(host_port, {}, "tb.registers.host_port_cocotb")


def test_host_port_lint():
    assert lint(host_port, {}) == ""
