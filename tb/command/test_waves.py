"""Waveforms: their place is said, the view of the stages names signals that are there, a failure says how to get them.
"""

import os
import re
import shutil
import time

import pytest

from llama2_rtl.converters.control.pipeline_controller import pipeline_controller
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.main import main
from llama2_rtl.simulation.simulate import BUILD, simulate
from llama2_rtl.simulation.waves import view


def signals(lines):
    return [line for line in lines if line[0] not in "[@-^"]


def test_the_view_of_a_core():
    """The top's ports, the beats of the decoder, and the stages."""
    files = {path.name: path.read_text() for path in (ROOT / "rtl/tales").glob("*.v")}
    shown = signals(view(files, "llama2_rtl", "names"))
    controller = "llama2_rtl.u_decoder.u_pipeline_controller"
    assert {"llama2_rtl.aclk", "llama2_rtl.m_axis_tdata[31:0]", "llama2_rtl.u_decoder.weight_beat",
            "llama2_rtl.u_decoder.attention_beat", "llama2_rtl.u_decoder.parameter_beat", "llama2_rtl.u_decoder.stall",
            f"{controller}.stage[2:0]", f"{controller}.attend_start", f"{controller}.attend_done"} <= set(shown)
    assert len(shown) == len(set(shown))


@pytest.fixture
def another_run():
    """The waveform of a simulation that runs at the same time and ends after this one."""
    run = ROOT / BUILD / "another-icarus/run-another"
    run.mkdir(parents=True)
    waveform = run / "bundles.vcd"
    waveform.touch()
    later = time.time() + 3600
    os.utime(waveform, (later, later))
    yield waveform
    shutil.rmtree(run.parent)


@pytest.mark.xdist_group("waves")
@pytest.mark.parametrize("sim, suffix", [("icarus", "fst"), ("verilator", "vcd")])
def test_the_place_is_said(sim, suffix, another_run, capfd):
    """That of the run's own waveform, whatever other simulations write meanwhile."""
    case = "test_pipeline_controller[1]"
    assert main(["sim", "--test", "pipeline_controller", "--case", case, "--waves", "1", "--sim", sim]) == 0
    last, = (line for line in capfd.readouterr().out.splitlines() if line.startswith("waves: "))
    waveform, gtkw = (ROOT / path for path in re.fullmatch(
        r"waves: (\S+); 'gtkwave (\S+)' shows the stages in them", last).groups())
    assert waveform.suffix == f".{suffix}" and waveform.stat().st_size > 1000
    lines = gtkw.read_text().splitlines()
    assert lines[0] == f'[dumpfile] "{waveform}"'
    names = ROOT / next(line for line in lines if line.startswith("^1 ")).removeprefix("^1 ")
    assert "3 attend\n" in names.read_text()
    if suffix == "vcd":
        there = re.findall(r"\$var wire +\d+ \S+ (\w+(?: \[\S+\])?) \$end", waveform.read_text())
        assert {signal.partition(".")[2] for signal in signals(lines)} - {
            name.replace(" ", "").replace("[0:0]", "[0]") for name in there} == set()
        assert len(signals(lines)) == len(pipeline_controller.ports(layers=1)) + 5  # a handover is two wires


@pytest.mark.parametrize("what", ["a failing case"])
def test_a_failure_says_how_to_get_the_waves(what):
    with pytest.raises(AssertionError) as failed:
        simulate(pipeline_controller, dict(layers=2), "tb.control.pipeline_controller_cocotb", sim="icarus", seed=7,
                 extra_env=dict(LAYERS=3))
    assert str(failed.value).endswith(
        "\nits waves: make sim TEST=waves CASE='test_a_failure_says_how_to_get_the_waves[a failing case]' SIM=icarus "
        "SEED=7 WAVES=1")


def test_how_without_which(capsys):
    assert main(["sim", "--waves", "1"]) == 2
    assert capsys.readouterr().err == (
        "llama2-rtl sim: WAVES without a test; name it with TEST=\n")
