"""Block RAM: what was written is read some cycles later; a word that is being written reads as unknown."""

import pytest

from converters.memory.cut import LATENCY
from converters.memory.deep_ram import deep_ram
from converters.memory.ram import ram
from tb.harness import simulate


@pytest.mark.parametrize("module, latency, width, depth", [
    (ram, 1, 24, 64), (deep_ram, LATENCY, 20, 4096 + 1024 + 3), (deep_ram, LATENCY, 9, 5)])
def test_ram(module, latency, width, depth):
    simulate(module, dict(width=width, depth=depth), "tb.hdl.ram_cocotb",
             extra_env=dict(WIDTH=width, DEPTH=depth, LATENCY=latency))
