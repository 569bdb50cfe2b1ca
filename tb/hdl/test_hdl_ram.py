"""Block RAM: what was written is read some cycles later; a word that is being written reads as unknown."""

import pytest

from llama2_rtl.converters.memory.cut import LATENCY
from llama2_rtl.converters.memory.deep_ram import WRITE_LATENCY, deep_ram
from llama2_rtl.converters.memory.ram import holding_ram, queue_ram, ram, registered_ram
from llama2_rtl.simulation.simulate import simulate


@pytest.mark.parametrize("module, latency, write_latency, width, depth", [
    (ram, 1, 1, 24, 64), (holding_ram, 1, 1, 24, 64), (registered_ram, 2, 1, 24, 64), (queue_ram, 1, 1, 24, 64),
    (deep_ram, LATENCY, WRITE_LATENCY, 20, 4096 + 1024 + 3),
    (deep_ram, LATENCY, WRITE_LATENCY, 9, 5)])
def test_ram(module, latency, write_latency, width, depth):
    simulate(module, dict(width=width, depth=depth), "tb.hdl.ram_cocotb",
             extra_env=dict(WIDTH=width, DEPTH=depth, LATENCY=latency, WRITE_LATENCY=write_latency))
