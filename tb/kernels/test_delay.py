"""Delay lines of one and more cycles, of a word and of bundles."""

import pytest

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.kernels.delay import delay
from llama2_rtl.simulation.simulate import simulate
from tb.kernels.delay_blocks import delayed_samples, delayed_stream


@pytest.mark.parametrize("cycles", [1, 5])
def test_delay(cycles):
    simulate(delay, dict(width=9, cycles=cycles), "tb.kernels.delay_cocotb", extra_env=dict(CYCLES=cycles))


@pytest.mark.parametrize("cycles", [1, 4])
def test_delay_line(cycles):
    simulate(delayed_samples, dict(cycles=cycles), "tb.kernels.delay_line_cocotb", extra_env=dict(CYCLES=cycles))


def test_delay_line_is_one_instance():
    text = design(delayed_samples, dict(cycles=4))[-1].text
    assert text.count("delay_17x4 u_samples") == 1
    assert text.count("delay_3x4 u_number") == 1


def test_a_delay_line_of_no_cycles_is_wires():
    modules = design(delayed_samples, dict(cycles=0))
    assert [entry.verilog_name for entry in modules] == ["delayed_samples_0"]
    assert "assign y = x;" in modules[0].text


def test_a_bundle_with_backpressure_is_not_delayed():
    with pytest.raises(ValueError, match="u_late: the sink of a Stream drives ready"):
        design(delayed_stream, {})
