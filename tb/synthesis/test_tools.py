"""The tools of synthesis while they run: what they are at is heard, and an end of the command is theirs too."""

import os
import signal
import sys
import threading
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
    """Makes a tool of that name which writes these lines and then says nothing; it ends once a file `end` is there."""
    def make(name, lines):
        program = tmp_path / f"yowasp-{name}"
        program.write_text(f"#!{sys.executable}\nimport os, time\nprint(*{lines!r}, sep='\\n', flush=True)\n"
                           "open('pid', 'w').write(str(os.getpid()))\n"
                           "while not os.path.exists('end'):\n    time.sleep(0.01)\n")
        program.chmod(0o755)
        monkeypatch.setattr(tools.shutil, "which", lambda wanted, path: str(tmp_path / wanted))
        monkeypatch.setattr(tools, "LOOK_S", 0.02)
        return tmp_path
    return make


@pytest.mark.parametrize("tool", WORDS)
def test_steps_are_heard(tool, slow):
    """The last one that the log tells of, again and again, however long it takes and whatever stands behind it."""
    folder, heard = slow(tool, WORDS[tool]), []

    def hear(step):
        heard.append(step)
        if heard.count(STEPS[tool]) == 3:
            (folder / "end").touch()

    tools.run_tool(tool, [], folder, "words.log", hear)
    assert heard[-3:] == 3 * [STEPS[tool]]
    assert (folder / "words.log").read_text() == "\n".join(WORDS[tool]) + "\n"


def test_a_step_far_above_the_end(slow, monkeypatch):
    """It is still the one that the tool is at when other words have filled what is looked at."""
    folder, heard = slow("yosys", ("3. Executing ABC pass (technology mapping using ABC).",)), []
    monkeypatch.setattr(tools, "LOOKED_AT", 60)

    def hear(step):
        heard.append(step)
        with (folder / "words.log").open("a") as log:
            log.write("ABC: netin\n" * 9)
        if len(heard) == 3:
            (folder / "end").touch()

    tools.run_tool("yosys", [], folder, "words.log", hear)
    assert set(heard) == {"ABC pass (technology mapping using ABC)"}


def test_an_interrupt_ends_the_tool(slow):
    """Where its signal goes to the command alone."""
    folder = slow("yosys", WORDS["yosys"])
    threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
    with pytest.raises(KeyboardInterrupt):
        tools.run_tool("yosys", [], folder, "words.log", lambda step: None)
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), 0)


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
