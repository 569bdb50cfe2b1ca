"""The tools of synthesis while they run: what they are at is heard, and an end of the command is theirs too."""

import os
import signal
import sys
import time
from types import SimpleNamespace

import pytest

from llama2_rtl import progress, synth
from llama2_rtl.main import main
from llama2_rtl.synthesis import tools
from tb.command.output_cases import redirect

WORDS = {"yosys": ("1. Executing Verilog-2005 frontend: a.v", "Parsing a.v", "",
                   "212.29.1. Executing OPT_CLEAN pass (remove unused cells and wires).", "Removed 3 unused cells."),
         "nextpnr-ecp5": ("Info: Logic utilisation before packing:", "Info: Routing..", "Warning: a wire")}
STEPS = {"yosys": "OPT_CLEAN pass (remove unused cells and wires)", "nextpnr-ecp5": "Routing"}


@pytest.fixture
def slow(tmp_path, monkeypatch):
    """Makes a tool of that name which writes these lines and ends once a file `end` is there."""
    def make(name, lines):
        program = tmp_path / f"yowasp-{name}"
        program.write_text(f"#!{sys.executable}\nimport os, time\nopen('pid', 'w').write(str(os.getpid()))\n"
                           f"print(*{lines!r}, sep='\\n', flush=True)\n"
                           "while not os.path.exists('end'):\n    time.sleep(0.01)\n")
        program.chmod(0o755)
        monkeypatch.setattr(tools.shutil, "which", lambda wanted, path: str(tmp_path / wanted))
        monkeypatch.setattr(tools, "LOOK_S", 0.02)
        return tmp_path
    return make


@pytest.mark.parametrize("tool", WORDS)
def test_steps_are_heard(tool, slow):
    """The last one that the log tells of, whatever stands behind it."""
    folder, heard = slow(tool, WORDS[tool]), []

    def hear(step):
        heard.append(step)
        if step == STEPS[tool]:
            (folder / "end").touch()

    tools.run_tool(tool, [], folder, "words.log", hear)
    assert heard[-1] == STEPS[tool] and len(heard) == len(set(heard))
    assert (folder / "words.log").read_text() == "\n".join(WORDS[tool]) + "\n"


def test_an_interrupt_ends_the_tool(slow):
    """Where its signal goes to the command alone."""
    folder = slow("yosys", WORDS["yosys"])
    with pytest.raises(KeyboardInterrupt):
        tools.run_tool("yosys", [], folder, "words.log", lambda step: os.kill(os.getpid(), signal.SIGINT))
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), 0)


def test_the_last_step_of_a_long_log(tmp_path, monkeypatch):
    """None where it stands too far above the end, and that of the last line that tells of one."""
    monkeypatch.setattr(tools, "LOOKED_AT", 60)
    log = tmp_path / "words.log"
    log.write_text("3. Executing ABC pass.\n" + 9 * "ABC: netin\n")
    assert tools._last_step(log) is None
    log.write_text(log.read_text() + "4.1. Executing OPT_CLEAN pass.\n")
    assert tools._last_step(log) == "OPT_CLEAN pass"


def test_synth_says_what_its_tools_are_at(tmp_path, monkeypatch, capsys):
    def synthesise(*_, hear):
        time.sleep(0.01)
        hear("OPT_CLEAN pass")
        return []

    redirect(tmp_path, monkeypatch)
    monkeypatch.setattr(progress, "SILENCE_S", 0)
    monkeypatch.setattr("llama2_rtl.verilog.generate", lambda *_, **__: [SimpleNamespace(verilog_name="top")])
    monkeypatch.setattr(synth, "synthesise", synthesise)
    assert main(["synth", "--seeds", "0"]) == 0
    assert "synthesis for ecp5-85k with Yosys: OPT_CLEAN pass\n" in capsys.readouterr().out
