"""Block RAM: what was written is read one cycle later; a word being written still reads as the old one."""

from converters.memory.ram import ram
from tb.harness import simulate


def test_ram():
    simulate(ram, dict(width=24, depth=64), "tb.hdl.ram_cocotb")
