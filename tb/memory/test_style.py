"""The memories of the committed Verilog bear the attributes by which Vivado, Quartus and Yosys choose what they lie
in."""

import re

import pytest

from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.verilog import RTL

ARRAY = re.compile(r"^(?:\(\* ([^*\n]+) \*\) )?reg \[(\d+):0\] (\w+) \[0:(\d+)\];$", re.M)
BLOCK_RAM = 4096
"""Bits that a memory has more of where it is worth a block RAM."""

ATTRIBUTES = {
    ("RAM", "small"): {"no_rw_check", 'ram_style = "distributed"', 'ramstyle = "MLAB, no_rw_check"'},
    ("RAM", "large"): {"no_rw_check", 'ramstyle = "no_rw_check"'},
    ("ROM", "small"): {'romstyle = "logic"'},
    ("ROM", "large"): set(),
}


def memories():
    """Module and name of each memory -> its kind and its attributes."""
    found = {}
    for path in sorted((RTL / DEFAULT.name).glob("*.v")):
        text = path.read_text()
        for attributes, high, name, last in ARRAY.findall(text):
            kind = "RAM" if re.search(rf"\b{name}\[\w+\] <= ", text) else "ROM"
            size = "small" if (int(high) + 1) * (int(last) + 1) <= BLOCK_RAM else "large"
            found[f"{path.stem}.{name}"] = (kind, size), set(re.findall(r'\w+ = "[^"]+"|\w+', attributes))
    return found


MEMORIES = memories()


def test_all_kinds_are_there():
    assert {kind for kind, _ in MEMORIES.values()} == set(ATTRIBUTES)


@pytest.mark.parametrize("memory", MEMORIES)
def test_attributes(memory):
    kind, attributes = MEMORIES[memory]
    assert attributes == ATTRIBUTES[kind]
