"""The top over AXI4 in Verilog: any preset's size, and Verilator without a warning where dimensions are extreme."""

import pytest

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.presets import PRESETS
from llama2_rtl.converters.tops.llama2_rtl_axi import llama2_rtl_axi
from llama2_rtl.simulation.lint import lint
from tb.engine.geometries import geometry


def verilog_bytes(g):
    return sum(len(entry.text) for entry in design(llama2_rtl_axi, dict(geometry=g)))


def test_size_does_not_follow_the_model():
    """At the lanes of each other's preset too: the text follows the lanes alone."""
    small, large = PRESETS["stories260K"].geometry, PRESETS["Llama-2-70B"].geometry
    assert verilog_bytes(large) < 2 * verilog_bytes(small)


@pytest.mark.parametrize("g", [
    geometry(8, 4, 3, 1, 1, context=2), geometry(64, 12, 10, 2, 2, act_bits=8), geometry(128, 64, 40, 4, 2),
    geometry(8, 48, 9, 2, 1, act_bits=12, n_layers=2), PRESETS["Llama-2-70B"].geometry])
def test_axi_lint(g):
    assert lint(llama2_rtl_axi, dict(geometry=g)) == ""
