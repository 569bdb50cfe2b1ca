"""The hand-off of the core over AXI4: FuseSoC lints and simulates it, and its pages' figures are those of the core."""

import os
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.prefix import PREFIX
from llama2_rtl.converters.presets import Preset, choose_preset, in_formats
from llama2_rtl.converters.registers.files import host_files
from llama2_rtl.converters.registers.page import NAME as REGISTER_PAGE
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.converters.tops.llama2_rtl_axi import PORT_NOTES
from llama2_rtl.golden.checkpoint import read_checkpoint
from llama2_rtl.golden.image_fields import PAGE
from llama2_rtl.golden.image_file import read_image, write_image
from llama2_rtl.main import main
from llama2_rtl.simulation.simulators import verilator_environment, verilator_root
from tb.handoff.folder import AXI_LANES, FOREIGN, MODEL, change, fusesoc, make, make_axi, texts, verilog_header
from tb.tops.checkpoints import files

TOP = "llama2_rtl_axi"
TESTBENCH = f"tb/{TOP}_tb.v"
GEOMETRY = in_formats(Preset("small", MODEL, AXI_LANES, MODEL.seq_len), "int8b32").geometry


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make_axi(tmp_path_factory.mktemp("handoff"))


@pytest.fixture
def copy(made, tmp_path):
    """A copy of the folder, to be broken."""
    return shutil.copytree(made[0], tmp_path / "copy")


def image(folder):
    return next((folder / "image").iterdir())


def test_lint(made, tmp_path):
    status, words = fusesoc(made[0], "lint", tmp_path, TOP)
    assert status == 0, words


def test_sim(made, tmp_path):
    status, words = fusesoc(made[0], "sim", tmp_path, TOP)
    assert status == 0 and re.search(r"^PASS: 4 tokens and their logits", words, re.M), words


def test_testbench_in_verilator(made):
    """It is taken, and no assignment is taken for another: what Verilator calls INITIALDLY."""
    sources = [line for line in (made[0] / "rtl/filelist.f").read_text().splitlines() if not line.startswith("//")]
    done = subprocess.run([verilator_root() / "bin" / "verilator_bin", "--lint-only", "--timing", "-Wno-fatal",
                           "--top-module", f"{TOP}_tb", *sources, f"../{TESTBENCH}"], cwd=made[0] / "rtl", text=True,
                          env=os.environ | verilator_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0 and "INITIALDLY" not in done.stdout, done.stdout


def test_what_make_compiles(tmp_path):
    """By the program `verilator` that the pages name, of a testbench with delays that is large enough for a precompiled
    header: with coroutines, and with the header."""
    (tmp_path / "make").write_text(f"#!/bin/sh\nexec {shutil.which('make')} --dry-run \"$@\"\n")
    (tmp_path / "make").chmod(0o755)
    (tmp_path / "top.v").write_text("`timescale 1ns/1ps\nmodule top;\nreg clk = 0;\nreg [7:0] n = 0;\n"
                                    "always #5 clk = !clk;\nalways @(posedge clk) n <= n + 1;\nendmodule\n")
    done = subprocess.run([Path(sys.executable).with_name("verilator"), "--binary", "--timing", "--output-split", "1",
                           "top.v"], cwd=tmp_path, env=os.environ | dict(PATH=f"{tmp_path}:{os.environ['PATH']}"),
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    compiled = re.findall(r"^.* -c \S*Vtop\S*\.cpp$", done.stdout, re.M)
    assert compiled, done.stdout
    assert all(" -include Vtop__pch.h." in line and " -std=c++20 " in line for line in compiled), compiled[0]


def wrong_weight(folder):
    """Of the classifier, which is at the stream's end."""
    path = image(folder)
    content, section = bytearray(path.read_bytes()), read_image(path).header.classifier
    content[PAGE + sum(section) - AXI_LANES] ^= 0x40
    path.write_bytes(content)


@pytest.mark.parametrize(("breaks", "sentence"), [
    (lambda folder: change(folder / TESTBENCH, r"answer\[0\] = (\d+);", r"answer[0] = \g<1> + 1;"),
     r"FAIL: token 0 is \d+, expected \d+"),
    (lambda folder: change(folder / TESTBENCH, r"KV_LIMIT = (\d+);", r"KV_LIMIT = \g<1> - 1;"),
     "FAIL: the register ERROR reads as 12, see REGISTERS.md; expected 0"),
    (lambda folder: change(folder / TESTBENCH, r"KV_BYTES = 64'd\d+;", "KV_BYTES = 64'd64;"),
     "FAIL: a (read|write) at 00000070123[0-9a-f]+, where nothing is the core's"),
    (wrong_weight, "FAIL: logit 22 of position 0 is [0-9a-f]+, expected [0-9a-f]+"),
], ids=["answer", "KV_LIMIT", "region", "weight"])
def test_sim_sees(breaks, sentence, copy, tmp_path):
    breaks(copy)
    status, words = fusesoc(copy, "sim", tmp_path, TOP)
    assert status != 0 and re.search(sentence, words) and "PASS" not in words, words


def test_a_core_of_several_texts(tmp_path):
    """The testbench runs the first text, whose number its tokens bear; the IP's streams have a TID."""
    (tmp_path / "work").mkdir()
    folder, _ = make(tmp_path, "--memory", "axi", "--lanes", str(AXI_LANES), "--batch", "2", "--sequences", "2",
                     model=replace(MODEL, dim=16, hidden_dim=24))
    status, words = fusesoc(folder, "sim", tmp_path / "work", TOP)
    assert status == 0 and re.search(r"^PASS: 4 tokens and their logits", words, re.M), words
    change(folder / TESTBENCH, r"m_axis_tid !== 0", "m_axis_tid !== 1")
    status, words = fusesoc(folder, "sim", tmp_path / "work", TOP)
    assert status != 0 and "FAIL: token 0 is of text 0, expected 0" in words
    component = (folder / "component.xml").read_text()
    assert re.findall(r"_AXIS\.TID_WIDTH.>(\d+)</", component) == ["1", "1"] and "m_axis_tid" in component
    driver = (folder / "host" / f"{PREFIX}_driver.h").read_text()
    assert f"#define {PREFIX.upper()}_TEXTS 2u" in driver


@pytest.mark.parametrize("name", ["tales", "stories260K"])
def test_real_checkpoints(name, tmp_path):
    """With a context that the prompt and one token of the answer fill."""
    _, checkpoint, _ = files(name)
    assert main(["handoff", "--preset", name, "--model", str(checkpoint), "--memory", "axi", "--context", "2",
                 "--out", str(tmp_path / "out")]) == 0
    status, words = fusesoc(tmp_path / "out", "sim", tmp_path, TOP)
    assert status == 0 and re.search(r"^PASS: 1 tokens and their logits", words, re.M), words


def test_image(made, tmp_path):
    """It is what `make pack` writes."""
    folder, checkpoint = made
    preset, _ = choose_preset(None, checkpoint, AXI_LANES)
    write_image(read_checkpoint(checkpoint), preset.numerics, preset.geometry.tile, tmp_path / "packed.img")
    assert image(folder).read_bytes() == (tmp_path / "packed.img").read_bytes()


def test_ports(made):
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (\d+) \|", (made[0] / "PORTS.md").read_text(), re.M)
    header = verilog_header(made[0] / "rtl" / f"{TOP}.v")
    assert rows == [(name, direction, str(bits)) for name, direction, bits in header] and len(rows) > 60
    assert {name for name, *_ in rows} == set(PORT_NOTES)


def test_figures(made):
    """Those of the pages: of the files that lie there, and of the core that was asked for."""
    folder, pages = made[0], KvLayout(GEOMETRY).pages
    size, cache = f"{image(folder).stat().st_size:,}", f"{pages * PAGE:,}"
    readme = " ".join((folder / "README.md").read_text().split())
    assert f"{AXI_LANES} lanes with room for {MODEL.seq_len} positions" in readme
    assert f"packed model for the memory beside the core, {size} bytes | `image/{image(folder).name}`" in readme
    assert f"The KV cache takes {cache} bytes, {pages:,} pages" in readme
    ports = " ".join((folder / "PORTS.md").read_text().split())
    assert f"the packed model of {size} bytes and the KV cache of {pages} pages" in ports
    for path in re.findall(r"`([\w/.-]+/[\w.-]+)`", readme):
        assert list(folder.glob(path)), f"README.md names {path}, which is missing"
    testbench = (folder / TESTBENCH).read_text()
    assert f"KV_LIMIT = {pages};" in testbench and f"KV_BYTES = 64'd{pages * PAGE};" in testbench


def test_registers(made):
    for name, text in host_files(GEOMETRY).items():
        path = made[0] / ("" if name == REGISTER_PAGE else "host") / name
        assert path.read_text() == text
    pages = BY_NAME["KV_PAGES"].constant(GEOMETRY)
    assert f"| 0x02c | `KV_PAGES` | 31:0 | `VALUE` | constant | {pages} |" in (made[0] / REGISTER_PAGE).read_text()
    assert f"KV_PAGES_CONSTANT 0x{pages:08x}u" in (made[0] / "host" / f"{PREFIX}_registers.h").read_text()


def test_no_path_of_this_machine(made):
    for path, text in texts(made[0]).items():
        for foreign in (*FOREIGN, str(made[0])):
            assert foreign not in text, path
