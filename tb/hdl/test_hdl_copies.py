"""Registers that are copied for their fan-out, in the committed Verilog: each bears what keeps it from being merged."""

import re

import pytest

from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.verilog import RTL

FILES = sorted((RTL / DEFAULT.name).glob("*.v"))
COPIES = {"own_register": "held", "reset_copy": "held", "deep_ram": r"(?:read|place|write)\d+_\d+",
          "deep_rom": r"(?:read\d+_\d+|relay\d+)"}
"""Block -> the names of its registers that others are like."""

VENDORS = {'dont_touch = "true"', "dont_merge", "preserve"}
"""The first is Vivado's, the others are Quartus's."""

REGISTER = re.compile(r"^(?:\(\* (?P<attributes>.+?) \*\) )?reg (?:\[\d+:0\] )?(?P<names>\w+(?:, \w+)*);$", re.M)
PROCESS = re.compile(r"^(?P<attributes>\(\* [^*\n]+ \*\) )?always @\(posedge clk\) begin[^\n]*\n(?P<body>.*?)\nend$",
                     re.M | re.S)


def test_all_kinds_of_copies_are_there():
    for block in COPIES:
        assert any(f"from the block {block}(" in path.read_text() for path in FILES), f"no {block} in {DEFAULT.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_copies(path):
    text = path.read_text()
    block = re.match(r"// \w+: generated from the block (\w+)\(", text)[1]
    registers = {name: set((match["attributes"] or "").split(", "))
                 for match in REGISTER.finditer(text) for name in match["names"].split(", ")}
    assigned = {True: set(), False: set()}
    for process in PROCESS.finditer(text):
        assigned[process["attributes"] == "(* keep *) "] |= set(re.findall(r"\b(\w+)(?:\[\S+\])? <= ", process["body"]))
    copies = {name for name in registers if re.fullmatch(COPIES.get(block, r"\Z."), name)}
    assert bool(copies) == (block in COPIES)
    assert {name for name, attributes in registers.items() if attributes & VENDORS} == copies
    for name in copies:
        assert registers[name] == VENDORS, f"{name} lacks an attribute of Vivado's or Quartus's"
    assert assigned[True] == copies, "Yosys keeps what a process with the attribute assigns"
    assert not assigned[False] & copies
