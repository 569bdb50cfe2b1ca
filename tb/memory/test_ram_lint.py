"""Verilator finds nothing in a memory, however wide its words are."""

import pytest

from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.simulation.lint import lint


@pytest.mark.parametrize("width", [1, 8192, 8193, 16464])
def test_ram_lint(width):
    assert lint(ram, dict(width=width, depth=32)) == ""
