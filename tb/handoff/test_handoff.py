"""The hand-off of a small model: FuseSoC lints and simulates it, its page of ports tells the truth."""

import re
import shutil
import subprocess

import pytest

from llama2_rtl.converters.memory.rom import FOLDER_MACRO
from llama2_rtl.converters.tops.llama2_rtl import PORT_NOTES
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.marks import FolderMark
from llama2_rtl.main import main
from tb.handoff.folder import FOREIGN, MODEL, change, fusesoc, make, texts, verilog_header
from tb.harness.tree import tree


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return make(tmp_path_factory.mktemp("handoff"))


@pytest.fixture
def copy(made, tmp_path):
    """A copy of the folder, to be broken."""
    return shutil.copytree(made[0], tmp_path / "copy")


def test_lint(made, tmp_path):
    status, words = fusesoc(made[0], "lint", tmp_path)
    assert status == 0, words


def test_lint_sees_a_wrong_width(copy, tmp_path):
    change(copy / "rtl" / "llama2_rtl.v", r"wire \[\d+:0\] next_token;", "wire [20:0] next_token;")
    status, words = fusesoc(copy, "lint", tmp_path)
    assert status != 0 and "WIDTH" in words, words


def test_sim(made, tmp_path):
    status, words = fusesoc(made[0], "sim", tmp_path)
    assert status == 0 and re.search(r"^PASS: \d+ tokens", words, re.M), words


def test_sim_in_verilator(copy, tmp_path):
    """Compiled without optimisation, which is the shorter way for a few thousand cycles."""
    change(copy / "llama2_rtl.core", "-j 0]", "-j 0, -MAKEFLAGS, OPT_FAST=-O0, -MAKEFLAGS, OPT_GLOBAL=-O0]")
    status, words = fusesoc(copy, "sim_verilator", tmp_path)
    assert status == 0 and re.search(r"^PASS: \d+ tokens", words, re.M), words


@pytest.mark.parametrize(("pattern", "replacement", "sentence"), [
    (r"answer\[1\] = (\d+);", r"answer[1] = \g<1> + 1;", r"FAIL: token 1 is \d+, expected \d+"),
    (r"prompt\[1\] = (\d+);", r"prompt[1] = (\g<1> + 1) % 23;", "FAIL: token 0 is"),
    (r"max_tokens <= ANSWER_TOKENS;", "max_tokens <= 1;", "FAIL: tlast of token 0 is 1"),
    (r"TIMEOUT_CYCLES = \d+;", "TIMEOUT_CYCLES = 500;", "FAIL: 0 of"),
])
def test_sim_sees(pattern, replacement, sentence, copy, tmp_path):
    change(copy / "tb" / "llama2_rtl_tb.v", pattern, replacement)
    status, words = fusesoc(copy, "sim", tmp_path)
    assert status != 0 and re.search(sentence, words) and "PASS" not in words, words


def test_sim_sees_a_word_that_does_not_stay(copy, tmp_path):
    change(copy / "rtl" / "llama2_rtl_token_loop.v", r"else if \(m_axis_tready\) begin", "else begin")
    status, words = fusesoc(copy, "sim", tmp_path)
    assert status != 0 and "FAIL: token 0 did not stay" in words, words


@pytest.mark.parametrize("named", [True, False])
def test_memories_of_another_folder(named, made, tmp_path):
    """Icarus away from the memory files finds them by the macro, and only by it."""
    rtl = made[0] / "rtl"
    sources = [rtl / line for line in (rtl / "filelist.f").read_text().splitlines() if not line.startswith("//")]
    macro = [f'-D{FOLDER_MACRO}="{rtl}"'] if named else []
    subprocess.run(["iverilog", *macro, "-o", "sim", *sources, made[0] / "tb" / "llama2_rtl_tb.v"], cwd=tmp_path,
                   check=True)
    with subprocess.Popen(["stdbuf", "-oL", "vvp", "-N", "sim"], cwd=tmp_path, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT) as process:
        said = next(line for line in process.stdout if re.search("PASS|FAIL|Unable to open .*mem for reading", line))
        process.kill()  # without its memories it would go on to the limit of its cycles
    assert ("PASS" in said) == named, said


def test_nothing_half_written(tmp_path, capsys):
    """A text that ends too early for the vectors is an error, and an earlier hand-off stays as it was."""
    checkpoint, earlier = tmp_path / "short.bin", tmp_path / "out" / "README.md"
    write_checkpoint(random_checkpoint(MODEL, seed=10), checkpoint)
    earlier.parent.mkdir()
    FolderMark("handoff").put(earlier.parent)
    earlier.write_text("earlier")
    before = tree(tmp_path)
    assert main(["handoff", "--model", str(checkpoint), "--positions", "3", "--out", str(tmp_path / "out")]) == 2
    assert "the text ends after 2 positions; give POSITIONS= a number up to that" in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_ports(made):
    """PORTS.md against the header of the Verilog."""
    rows = re.findall(r"^\| `(\w+)` \| (\w+) \| (\d+) \|", (made[0] / "PORTS.md").read_text(), re.M)
    header = verilog_header(made[0] / "rtl" / "llama2_rtl.v")
    assert rows == [(name, direction, str(bits)) for name, direction, bits in header]
    assert [name for name, *_ in rows] == list(PORT_NOTES)


def test_no_path_of_this_machine(made):
    for path, text in texts(made[0]).items():
        for foreign in (*FOREIGN, str(made[0])):
            assert foreign not in text, path
