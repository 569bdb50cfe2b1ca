"""The one AXI4-Lite port of a hosted core, of one text and of several."""

import pytest

from llama2_rtl.converters.registers.host_port import host_port
from llama2_rtl.simulation.lint import lint
from llama2_rtl.simulation.simulate import simulate

TEXTS = pytest.mark.parametrize("texts", [1, 2, 8])


@TEXTS
def test_host_port(texts):
    simulate(host_port, dict(texts=texts), "tb.registers.host_port_cocotb", extra_env=dict(TEXTS=texts))


@TEXTS
def test_host_port_lint(texts):
    assert lint(host_port, dict(texts=texts)) == ""
