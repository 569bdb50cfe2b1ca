"""The C header and the page of the registers: both say what the map says, and lie beside the top that has the port."""

import re
import subprocess
from dataclasses import replace

import pytest

from llama2_rtl.converters.axi.faults import FAULTS
from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.presets import choose_shape
from llama2_rtl.converters.registers.c_header import c_header, header_name
from llama2_rtl.converters.registers.description import CONSTANT
from llama2_rtl.converters.registers.driver_c import driver_c
from llama2_rtl.converters.registers.driver_python import driver_name, driver_python
from llama2_rtl.converters.registers.files import host_files
from llama2_rtl.converters.registers.page import NAME as PAGE_NAME
from llama2_rtl.converters.registers.page import page
from llama2_rtl.converters.registers.register_map import BY_NAME, registers_of
from llama2_rtl.converters.registers.start_code import code_name, start_code, start_section
from llama2_rtl.verilog import generate_axi
from tb.engine.geometries import geometry

SMALL = geometry(16, 24, 21, 6, 2, n_layers=2, vocab_size=77)


LISTED = replace(SMALL, sampler_list=40, vectors=2)
"""With all that a core may have and a host must know."""

TEXTS = replace(SMALL, lanes=8, vectors=2, sequences=2)
"""With registers of several texts."""


def expected_defines(g):
    """Macro name -> value of everything in the map."""
    defines = {f"ERROR_{name}": code for code, (name, _) in enumerate(FAULTS)}
    defines |= dict(MAP_MAJOR=2, MAP_MINOR=7, PAGE_BYTES=4096)
    for register in registers_of(g):
        defines[f"{register.name}_OFFSET"] = register.offset
        if register.access == CONSTANT:
            defines[f"{register.name}_CONSTANT"] = register.constant(g)
        for field in register.fields:
            defines[f"{register.name}_{field.name}_SHIFT"] = field.low
            defines[f"{register.name}_{field.name}_MASK"] = (2**field.bits - 1) * 2**field.low
    return defines


@pytest.mark.parametrize(("prefix", "g"), [(PREFIX, SMALL), ("my_core", LISTED), (PREFIX, TEXTS)],
                         ids=["plain", "listed", "texts"])
def test_c_header_as_the_compiler_reads_it(prefix, g, tmp_path):
    """A program that includes it prints every macro."""
    name, core, text = header_name(prefix), prefix.upper(), c_header(g, prefix)
    expected = expected_defines(g)
    (tmp_path / name).write_text(text)
    prints = "".join(f'printf("{name} %lu\\n", (unsigned long)({core}_{name}));\n' for name in expected)
    (tmp_path / "main.cpp").write_text(f'#include <stdio.h>\n#include "{name}"\n#include "{name}"\nint main() {{\n'
                                       f'{prints}return 0;\n}}\n')
    subprocess.run(["g++", "-Wall", "-Werror", "-pedantic", "main.cpp", "-o", "main"], cwd=tmp_path, check=True)
    printed = subprocess.run([tmp_path / "main"], capture_output=True, text=True, check=True).stdout
    assert {name: int(value) for name, value in map(str.split, printed.splitlines())} == expected
    assert set(re.findall(rf"#define {core}_(\w+) ", text)) == set(expected)


@pytest.mark.parametrize("g", [SMALL, LISTED, TEXTS], ids=["plain", "listed", "texts"])
def test_page_has_every_field(g):
    rows = [line.strip("| ").split(" | ") for line in page(g).splitlines() if line.startswith("| 0x")]
    fields = [(register, field) for register in registers_of(g) for field in register.fields]
    assert len(rows) == len(fields)
    for row, (register, field) in zip(rows, fields, strict=True):
        value = field.value(g) if register.access == CONSTANT else field.reset
        assert [int(row[0], 16), *row[1:5], int(row[5], 0), row[6]] == [
            register.offset, f"`{register.name}`", field.place, f"`{field.name}`", field.access, value, field.what]


@pytest.mark.parametrize("formats, word", [
    ("int8", 0b0001), ("int8b32", 0b01_01_00000010), ("int4b128/int8b32", 0b01_01_00001010),
    ("int4b32", 0b10_10_00000100)])
def test_weight_formats(formats, word):
    """A bit for each format that a core holds, and the codes of classifier and embedding."""
    register = BY_NAME["WEIGHT_FORMATS"]
    assert register.constant(choose_shape("stories15M", formats=formats).geometry) == word


def test_host_files_lie_beside_the_verilog(tmp_path):
    preset = choose_shape("stories260K")
    generate_axi(preset, tmp_path)
    expected = {header_name(): c_header(preset.geometry), code_name(): start_code(), **driver_c(preset.geometry),
                driver_name(): driver_python(preset.geometry),
                PAGE_NAME: page(preset.geometry) + start_section()}
    assert host_files(preset.geometry) == expected == {name: (tmp_path / name).read_text() for name in expected}
