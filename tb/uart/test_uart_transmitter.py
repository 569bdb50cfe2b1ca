"""Bytes onto a serial line: every bit its length to the cycle, no gap between bytes that wait, high at rest."""

import pytest

from llama2_rtl.converters.uart.uart_transmitter import uart_transmitter
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("cycles_per_bit", [8, 25])
def test_uart_transmitter(cycles_per_bit):
    simulate(uart_transmitter, dict(cycles_per_bit=cycles_per_bit), "tb.uart.uart_transmitter_cocotb",
             extra_env=dict(CYCLES_PER_BIT=cycles_per_bit))
