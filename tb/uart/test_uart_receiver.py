"""Bytes from a serial line: another clock's rate, bytes without a gap, glitches, broken stop bits, a held line."""

import pytest

from llama2_rtl.converters.uart.uart_receiver import uart_receiver
from llama2_rtl.simulation.lint import lint
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("cycles_per_bit", [8, 25])
def test_uart_receiver(cycles_per_bit):
    simulate(uart_receiver, dict(cycles_per_bit=cycles_per_bit), "tb.uart.uart_receiver_cocotb",
             extra_env=dict(CYCLES_PER_BIT=cycles_per_bit))


def test_lint():
    assert lint(uart_receiver, dict(cycles_per_bit=694)) == ""
