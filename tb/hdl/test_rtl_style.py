"""The committed Verilog as a reader finds it: headers in ANSI style, names of the core's own, no names of Python."""

import re

import pytest

from converters.prefix import PREFIX
from converters.presets import DEFAULT
from llama2_rtl.verilog import RTL

FILES = sorted((RTL / DEFAULT.name).glob("*.v"))
TERMS = {"FIFO", "AXI4", "ROM", "RAM", "LUT", "LUTS", "SLVERR", "DECERR", "KV", "RMS", "DSP", "ROPE"}
"""Words in capital letters that are no symbols."""


def test_there_are_files():
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_style(path):
    text = path.read_text()
    assert path.stem == PREFIX or path.stem.startswith(f"{PREFIX}_")
    header = re.search(rf"^module {path.stem} \(\n((?:    (?:input|output) (?:wire|reg) .*\n)+)\);$", text, re.M)
    assert header, "the header is not in ANSI style"
    assert not re.search(r"^(input|output) ", text, re.M)
    assert not re.search(r"Geometry\(|ModelConfig\(|Numerics\(", text), "a geometry in a module"
    constants = set(re.findall(r"localparam .*?(\w+) =", text))
    for line in text.splitlines()[1:]:
        code, _, comment = line.partition("//")
        symbols = set(re.findall(r"\b[A-Z][A-Z0-9_]{3,}\b|\b\w+\(geometry\)", comment)) - TERMS - constants
        assert not symbols, f"names of Python without a value: {', '.join(sorted(symbols))}"
        assert not re.search(r"\bstate [!=]= \d", code), "a state by its number"
