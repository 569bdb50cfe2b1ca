"""A FIFO and the register slice at its end: words in order, none lost, one per cycle."""

import pytest

from llama2_rtl.converters.memory import fifo, register_slice
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("width, depth", [(12, 2), (12, 16), (40, 512)])
def test_fifo(width, depth):
    simulate(fifo.fifo, dict(width=width, depth=depth), "tb.memory.fifo_cocotb",
             extra_env=dict(WIDTH=width, ROOM=depth + 2, LATENCY=fifo.LATENCY))


def test_register_slice():
    simulate(register_slice.register_slice, dict(width=20), "tb.memory.fifo_cocotb",
             extra_env=dict(WIDTH=20, ROOM=2, LATENCY=register_slice.LATENCY))


def test_depth():
    with pytest.raises(ValueError, match="a queue of 12 words; choose a power of two"):
        simulate(fifo.fifo, dict(width=8, depth=12), "tb.memory.fifo_cocotb")
