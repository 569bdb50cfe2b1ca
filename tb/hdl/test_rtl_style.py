"""The Verilog as a reader finds it: headers in ANSI style, names of the core's own, no names of Python."""

import re

import pytest

from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.converters.uart import protocol
from llama2_rtl.verilog import RTL
from tb.hdl.tops import module_texts

FILES = sorted((RTL / DEFAULT.name).glob("*.v"))
TERMS = {"FIFO", "AXI4", "ROM", "RAM", "LUT", "LUTS", "OKAY", "SLVERR", "DECERR", "INCR", "KV", "RMS", "DSP", "ROPE"}
"""Words in capital letters that are no symbols."""

HOST = {*(name.removesuffix("_LOW") for name in BY_NAME), *(field.name for field in BY_NAME["CONTROL"].fields),
        *re.findall(r"^\| ([A-Z]+) \|", protocol.__doc__, re.M)}
"""Registers, commands and packets of which a host knows."""


def test_there_are_files():
    assert len(FILES) > 100


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_style(path):
    text = path.read_text()
    assert path.stem == PREFIX or path.stem.startswith(f"{PREFIX}_")
    header = re.search(rf"^module {path.stem} \(\n((?:    (?:input|output) (?:wire|reg) .*\n)+)\);$", text, re.M)
    assert header, "the header is not in ANSI style"
    assert not re.search(r"^(input|output) ", text, re.M)


def names_of_python(text):
    """Names in the comments of a module, below its title, for which a reader finds no value."""
    constants = set(re.findall(r"localparam .*?(\w+) =", text))
    comments = [line.partition("//")[2] for line in text.splitlines()[1:]]
    return set(re.findall(r"\b[A-Z][A-Z0-9_]{3,}\b|\b\w+\(geometry\)", "\n".join(comments))) - TERMS - HOST - constants


def test_comments():
    names = {name: found for name, text in module_texts().items() if (found := names_of_python(text))}
    assert names == {}, "names of Python without a value"


def test_no_geometry():
    for name, text in module_texts().items():
        assert not re.search(r"Geometry\(|ModelConfig\(|Numerics\(", text), f"a geometry in {name}"


@pytest.mark.parametrize("comment", ["Latency LATENCY.", "Of words_of(geometry)."])
def test_names_of_python_are_found(comment):
    assert names_of_python(f"// x: generated.\n// {comment}\nmodule x (\n") == {comment.split()[-1].strip(".")}
