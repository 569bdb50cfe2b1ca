"""What Verilator counts of a tiny module with two instances, read and merged: against what the inputs reach."""

import shutil
from pathlib import Path

import pytest

from llama2_rtl.code_coverage.blocks import by_block
from llama2_rtl.code_coverage.counted.plugin import without_memories
from llama2_rtl.code_coverage.counts import FIRST_LINE, read_counts
from llama2_rtl.code_coverage.measures import BRANCH, LINE, SITUATION, TOGGLE, Module
from llama2_rtl.code_coverage.merge import merged, runs
from llama2_rtl.code_coverage.page import page
from llama2_rtl.code_coverage.regression import Part
from llama2_rtl.code_coverage.report import report, signals
from llama2_rtl.code_coverage.waivers import Waived, Waiver
from llama2_rtl.simulation.coverage import COUNTS, VARIABLE
from llama2_rtl.simulation.simulate import simulate_verilog

HERE = Path(__file__).parent
FILES = {f"{name}.v": without_memories((HERE / f"{name}.v").read_text()) for name in ("tiny", "tiny_top")}
PORTS = dict(inputs=["clk", "rst", "a"], outputs=["y"])

EDGES = 7
"""Clock edges at which the test gives `a`, 1 first."""

NEVER = {"tiny": {LINE: ["if (a == 3) begin", "never <= 1;", "2'd2: begin", "never <= 1;", "q <= 3;"],
                  BRANCH: ["cond_then: assign y = (a == 2) ? never : q[0];", "elsif: if (a == 3) begin",
                           "case: 2'd2: begin"],
                  SITUATION: ["a is two"]},
         "tiny_top": {LINE: [], BRANCH: [], SITUATION: []}}
"""Module -> measure -> what nothing reaches: one instance has 0 and 1 for an input, the other 0 alone."""


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """The folder of two runs, of which the first is longer."""
    folder = tmp_path_factory.mktemp("tiny")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv(VARIABLE, str(folder / "counts"))
        for edges in (EDGES, 1):
            simulate_verilog(FILES, "tiny_top", PORTS, "tb.code_coverage.tiny_cocotb", extra_env=dict(EDGES=edges),
                             sim="verilator")
    return folder / "counts"


@pytest.fixture(scope="module")
def found(place):
    """Name -> `Module`, of both runs together."""
    return {module.name: module for module in merged(place)}


def said(module, measure, count=0):
    return [module.said(item) for item, reached in module.of(measure).items() if reached == count]


def test_the_blocks(found):
    assert {name: module.block for name, module in found.items()} == {"tiny": "tiny", "tiny_top": "tiny_top"}


@pytest.mark.parametrize("measure", [LINE, BRANCH, SITUATION])
def test_what_nothing_reaches(found, measure):
    assert {name: said(module, measure) for name, module in found.items()} == {
        name: never[measure] for name, never in NEVER.items()}


def test_what_does_not_toggle(found):
    assert {name: signals(said(module, TOGGLE)) for name, module in found.items()} == {
        "tiny": ["a[1]", "q[1]", "never"], "tiny_top": ["z"]}
    assert not any(item.what.startswith("mem") for item in found["tiny"].of(TOGGLE)), "a memory is counted"


def test_how_often(found, place):
    """The counts of all instances and of both runs are added."""
    tiny = found["tiny"]
    [ones] = said(tiny, SITUATION, count=(EDGES + 1) // 2 + 1)
    assert ones == "a is one"
    rises = {item.what: count for item, count in tiny.of(TOGGLE).items()}["a[0]:0->1"]
    assert rises == (EDGES + 1) // 2 + 1


def test_one_run_alone(place, tmp_path):
    short = min(runs(place), key=lambda run: sum(count for _, count in read_counts(run / COUNTS)))
    shutil.copytree(place / "texts", tmp_path / "texts")
    shutil.copytree(short, tmp_path / short.name)
    [tiny] = [module for module in merged(tmp_path) if module.name == "tiny"]
    assert "a is one" in said(tiny, SITUATION, count=1)


def test_waivers(found):
    """What is reached counts though a waiver names it; one that names nothing else is stale."""
    module = found["tiny"]
    never, all_of_q, reached, other = waivers = (
        Waiver("tiny", LINE, r"^never <= 1", "the input is never three"), Waiver("t*y", TOGGLE, r"^q\[", "it is small"),
        Waiver("tiny", LINE, r"^q <= 0", "it is reached"), Waiver("other", LINE, "", "there is no such block"))
    blocks = by_block([module])
    waived = Waived(blocks, waivers)
    assert waived.stale == [reached, other]
    assert waived.by_waiver() == {never: 2, all_of_q: 2}
    content = report(blocks, waived)
    assert content["by_block"] == content["by_module"]
    lines, toggles = (content["by_block"][measure] for measure in (LINE, TOGGLE))
    counted = {measure: len(module.of(measure)) for measure in (LINE, TOGGLE)}
    assert lines["of"] == counted[LINE] - 2 and lines["reached"] == counted[LINE] - len(NEVER["tiny"][LINE])
    assert toggles["of"] == counted[TOGGLE] - 2 and toggles["waived"] == 2
    assert [code for _, _, code in content["blocks"][0]["missing"][LINE]] == ["if (a == 3) begin", "2'd2: begin",
                                                                             "q <= 3;"]


def test_modules_of_a_block(found):
    """What differs in numbers is one place of the block, reached where one of the modules reaches it."""
    tiny = found["tiny"]
    other = Module("tiny_8", tiny.text.replace("[1:0] q", "[7:0] q").replace("a == 3", "a == 12"))
    for item, count in tiny.counts.items():
        other.counts[item] = 1 - (count > 0)
    alone, together = by_block([tiny])[0], by_block([tiny, other])[0]
    assert set(alone.counts) == set(together.counts) and len(together.modules) == 2
    assert min(together.counts.values()) >= 1
    assert [alone.said(place) for place in alone.of(LINE)] == [tiny.said(item) for item in tiny.of(LINE)]
    other.text = other.text.replace("q <= 3;", "q <= a;")
    assert [together.said(place) for place, count in by_block([tiny, other])[0].of(LINE).items() if not count] == [
        "q <= 3;"]


def test_the_page(found):
    blocks = by_block(found.values())
    waiver = Waiver("tiny", TOGGLE, r"a\[1\]|x", "it is never more than one")
    written = page(report(blocks, Waived(blocks, (waiver,))), [Part("a tiny module", ("one", "other"))])
    assert "| a tiny module | 2 |" in written
    number = FILES["tiny.v"].splitlines().index("                q <= 3;") + 1
    assert f"- `tiny`:{number} `q <= 3;`" in written and "- `tiny` a is two" in written
    assert "- `tiny` `q[1]`, `never`" in written
    assert "| `tiny` | toggle | `a\\[1\\]\\|x` | 2 | it is never more than one |" in written


@pytest.mark.parametrize(("text", "message"), [("", "does not begin"), (f"{FIRST_LINE}\nC 'x'\n", "line 2")])
def test_no_counts(tmp_path, text, message):
    path = tmp_path / COUNTS
    path.write_text(text)
    with pytest.raises(ValueError, match=message):
        list(read_counts(path))


def test_signals():
    assert signals(["a[3]:0->1", "a[2]:1->0", "b:0->1", "a[0]:0->1", "b:1->0"]) == ["a[0,2-3]", "b"]


def test_icarus_does_not_count(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(ValueError, match="icarus counts no coverage; choose SIM=verilator"):
        simulate_verilog(FILES, "tiny_top", PORTS, "tb.code_coverage.tiny_cocotb", sim="icarus")
