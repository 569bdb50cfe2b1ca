"""Block RAM: what was written is read one cycle later; a word that is being written reads as unknown."""

import pytest

from converters.memory.deep_ram import deep_ram
from converters.memory.ram import ram
from tb.harness import simulate


@pytest.mark.parametrize("module, width, depth", [(ram, 24, 64), (deep_ram, 20, 4096 + 1024 + 3), (deep_ram, 9, 5)])
def test_ram(module, width, depth):
    simulate(module, dict(width=width, depth=depth), "tb.hdl.ram_cocotb", extra_env=dict(WIDTH=width, DEPTH=depth))
