"""`make coverage` on one small test, what it refuses, and the situations in the Verilog of a core that has them all."""

import json
import os
import subprocess
import sys

import pytest

from llama2_rtl import coverage
from llama2_rtl.code_coverage import regression, run
from llama2_rtl.code_coverage.counted.plugin import with_situations
from llama2_rtl.code_coverage.counted.situations import SITUATIONS, situations
from llama2_rtl.code_coverage.waivers import Waived, Waiver
from llama2_rtl.converters.engine.row_col_ctrl import row_col_ctrl
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.main import main
from llama2_rtl.simulation.simulators import verilator_environment, verilator_root
from tb.engine.geometries import geometry
from tb.harness.tree import tree

TEST = "tb/control/test_pipeline_controller.py::test_pipeline_controller[1]"
WITH_ALL = geometry(16, 48, 40, 4, 2, n_layers=1, vocab_size=11, context=72, vectors=3, ports=2)


def regress(monkeypatch, *tests):
    """The regression is these tests."""
    monkeypatch.setattr(regression, "REGRESSION", (regression.Part("a small one", tests),))


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    regress(monkeypatch, TEST)
    assert main(["coverage"]) == 0
    found = json.loads(coverage.REPORT.read_text())
    [block] = found["blocks"]
    assert found["tests"] == [TEST] and block["block"] == block["modules"][0] == "pipeline_controller"
    # With one layer nothing comes back to the first stage.
    assert [code for _, _, code in block["missing"]["line"]] == ["else begin", "stage <= PROJECT_QKV;",
                                                             "layer <= (layer + 1);"]
    assert found["by_block"]["situation"]["share"] == 1 > found["by_block"]["toggle"]["share"]
    written = coverage.PAGE.read_text()
    assert written.startswith(coverage.LINE) and "- `pipeline_controller`:" in written
    assert "1 blocks in 1 tests" in capsys.readouterr().out
    # What has passed on these sources is not simulated again.
    monkeypatch.setattr(run, "child", lambda *_, **__: pytest.fail("it is counted already"))
    monkeypatch.setattr(coverage, "NEEDED", {"line": 1.0})
    assert main(["coverage"]) == 1
    assert "of line coverage, less than 100%" in capsys.readouterr().err


def test_a_regression_that_fails(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    regress(monkeypatch, f"{TEST}_of_nothing")
    assert main(["coverage"]) == 1
    said = capsys.readouterr().err
    assert "the regression does not pass: it does not begin" in said and "pytest.log" in said
    assert not coverage.REPORT.exists() and not coverage.PAGE.exists()


def test_a_stale_waiver():
    waived = Waived([], (Waiver("adder", "line", "x", "nothing"),))
    with pytest.raises(AssertionError, match="the waiver of 'x' in adder names nothing"):
        coverage.check(dict(by_block={}), waived)


@pytest.mark.parametrize("path", [coverage.REPORT, coverage.PAGE], ids=["report", "page"])
def test_bad_input(tmp_path, monkeypatch, capsys, path):
    monkeypatch.chdir(tmp_path)
    path.parent.mkdir()
    path.write_text("mine")
    before = tree(tmp_path)
    assert main(["coverage"]) == 2
    assert f"{path.name} is no file that 'llama2-rtl coverage' wrote" in capsys.readouterr().err
    assert tree(tmp_path) == before


def test_the_regression():
    """Each of its tests is there, and what belongs to a checkpoint's build runs one after the other."""
    tests = regression.tests()
    assert len(tests) == len(set(tests))
    listed = subprocess.run([sys.executable, "-m", "pytest", "--collect-only", "-q", *tests], cwd=ROOT, text=True,
                            capture_output=True).stdout.splitlines()
    assert set(tests) <= {line.partition("@")[0] for line in listed}


def test_situations_of_a_module_with_defaults():
    """Parameters that a test leaves at their defaults are not among a module's."""
    [entry] = design(row_col_ctrl, dict(row_bits=3, word_bits=3, rows_of_tile=2), checks=False)
    assert "tile_not_full" in {one.name for one in situations(entry)}


def test_the_situations(tmp_path):
    """Verilator takes all, in a core that has each block for which there are some, and each says another thing."""
    module, params, _ = build_axi(WITH_ALL)
    plain = design(module, params, checks=False)
    assert {entry.block for entry in plain} >= set(SITUATIONS)
    for entry in plain:
        names = [one.name for one in situations(entry)]
        assert len(names) == len(set(names))
        (tmp_path / f"{entry.verilog_name}.v").write_text(with_situations(entry).text)
    said = subprocess.run([verilator_root() / "bin/verilator_bin", "--lint-only", "-Wall", "-Wno-UNUSEDSIGNAL",
                           "-Wno-PINCONNECTEMPTY", "--top-module", plain[-1].verilog_name,
                           *(f"{entry.verilog_name}.v" for entry in plain)], cwd=tmp_path, text=True,
                          env=os.environ | verilator_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert not [line for line in said.stdout.splitlines() if line.startswith("%")]
