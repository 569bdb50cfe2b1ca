"""The command lines of the README and of docs/: each is one that make and the command take, and the quick ones run.
`make readme` runs them all."""

import shlex
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path

import pytest

from llama2_rtl import report
from llama2_rtl.converters.presets import DEFAULT, ROOT
from llama2_rtl.golden.tokenizer import read_tokenizer
from llama2_rtl.main import COMMANDS, main, parser
from tb.board.fake_board import FakeBoard
from tb.command.output_cases import redirect
from tb.docs import run_commands
from tb.docs.commands import PAGES, all_command_lines, arguments, command_lines, rows, runnable
from tb.docs.run_commands import STORY
from tb.harness.make_environment import without_make

LINES = all_command_lines()
NEEDED = {"make chat": ["--port=x"], "make serve": ["--device=x"]}
"""Lines that name a command without what it cannot do without."""

QUICK = ("make sim", "make netlist-sim", "make speed", "make plan PRESET=Llama-2-7B BOARD=kv260",
         "make plan PRESET= BOARD= WAYS=1", "make timeline PRESET= POSITION=", "make timeline LANES=n", "make pack",
         "make pack PORTS=n", "make verilog MEMORY=axi", "make verilog CHECKS=1", "llama2-rtl verilog",
         "llama2-rtl verilog --preset Llama-3-8B", "make handoff", "make handoff BOARD=kv260",
         "make handoff BOARD=u55c", "make interfaces", ".venv/bin/llama2-rtl blocks",
         "make chat PORT=/dev/ttyUSB0")
"""Those of less than twenty seconds that neither run a simulator nor write where they lie."""


def test_the_lines_are_found():
    assert {*QUICK, "make demo", "fusesoc --cores-root build/handoff/tales run --target=lint llama2_rtl"} <= set(LINES)
    assert len(LINES) > 30


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_make_takes_it(line):
    """The target exists and knows the variables; without a checkout that is set up, nothing runs."""
    done = subprocess.run(["sh", "-c", runnable(line).replace("make", "make --dry-run", 1)], cwd=ROOT, text=True,
                          capture_output=True, env=without_make())
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("line", [line for line in LINES if arguments(line)])
def test_the_command_takes_it(line):
    words = arguments(line)
    assert callable(parser().parse_args(words + NEEDED.get(line, [])).run)


def test_every_other_line_is_of_a_known_program():
    others = [line.split()[0] for line in LINES if not arguments(line) and not line.startswith(("make ", "export "))]
    assert set(others) == {"fusesoc", "python", "openFPGALoader"}


ROWS = [row for page in PAGES for row in rows(page)]


def test_every_command_has_its_row():
    named = [command for command, _ in ROWS]
    assert sorted(named) == sorted(set(named))
    assert set(named) == {name.__name__.rpartition(".")[2].replace("_", "-") for name in COMMANDS} - {"blocks"} | {
        "test", "report-test", "readme", "soak", "fuzz"}


@pytest.mark.parametrize("command, variables", ROWS)
def test_the_variables_of_the_table(command, variables):
    done = subprocess.run(["make", "--dry-run", command, *(f"{name}=1" for name in variables)], cwd=ROOT, text=True,
                          capture_output=True, env=without_make())
    assert (done.returncode, done.stderr) == (0, "")


def test_lines_of_a_page(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("`make a` and `make b X=1\nY=2`, `make`, ``x``\n\n```sh\nmake c   # says\nexport P=\"$P\"\n```\n"
                    "`makeup`")
    assert command_lines(page) == ["make c", 'export P="$P"', "make a", "make b X=1 Y=2"]


@pytest.mark.parametrize("line", QUICK)
def test_a_quick_line_runs(line, tmp_path, monkeypatch, capsys):
    redirect(tmp_path, monkeypatch)
    tokenizer = read_tokenizer(DEFAULT.tokenizer, DEFAULT.model.vocab_size)
    story = [*tokenizer.encode(STORY, bos=False), tokenizer.bos_token]
    monkeypatch.setattr("builtins.input", iter_of("Tom"))
    with FakeBoard(DEFAULT.model.vocab_size, DEFAULT.context, lambda *_: story) as board:
        assert main(arguments(runnable(line, PORT=board.port))) == 0
    assert capsys.readouterr().out


def test_the_command_on_a_report_is_its_own():
    """With every variable that make's report knows, those of files by their names alone."""
    words = [word for word in (ROOT / "Makefile").read_text().splitlines() if word.startswith("KNOWS_report :=")]
    numbers = count(2)
    values = {name: str(next(numbers)) for name in words[0].split()[2:]} | dict(MEMORY="axi", PROMPT="a $b")
    parsed = parser().parse_args(["report", *(f"--{name.lower()}={value}" for name, value in values.items())])
    assert set(shlex.split(report._command(parsed))) == {"make", "report", *(
        f"{name}={value}" for name, value in values.items())}


@pytest.fixture
def three_lines(monkeypatch):
    """The pages have three lines: one that is good, one that is not, and one that takes long."""
    lines = ["true # good", "echo said; false", "sleep 100 & sleep 100"]
    monkeypatch.setattr(run_commands, "all_command_lines", lambda: lines)


def test_make_readme(three_lines, capsys):
    assert run_commands.main(["--limit=1"]) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split(" s  ")[-1] for line in said] == [
        "true # good", "echo said; false: failed, status 1", "said",
        "sleep 100 & sleep 100: ended before they were done", "1 failed", "  echo said; false",
        "1 ended before they were done", "  sleep 100 & sleep 100"]
    assert run_commands.main(["--only=good"]) == 0


@pytest.mark.parametrize("words, sentence", [
    (["--only=nothing"], "no command line holds 'nothing'; leave ONLY away for all"),
    (["--limit=0"], "give a LIMIT above 0, in seconds"), (["--limit=nan"], "give a LIMIT above 0, in seconds")])
def test_make_readme_of_nothing(words, sentence, three_lines, capsys):
    assert run_commands.main(words) == 2
    assert capsys.readouterr() == ("", f"make readme: {sentence}\n")


def test_make_readme_does_not_run_itself(monkeypatch, capsys):
    monkeypatch.setattr(run_commands, "run", lambda *_, **values: pytest.fail("it runs"))
    assert run_commands.main(["--only=make readme"]) == 0
    assert "not run  make readme: it is this command" in capsys.readouterr().out


@pytest.mark.parametrize("number, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_ends_make_readme(number, status, tmp_path):
    """And what the present line has started."""
    program = ("import sys; from tb.docs import run_commands; run_commands.all_command_lines = lambda: "
               f"['sleep 100 & echo $! >{tmp_path}/child; wait']; sys.exit(run_commands.main([]))")
    begun = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stderr=subprocess.PIPE)
    while not (tmp_path / "child").exists() or not (tmp_path / "child").read_text():
        time.sleep(0.05)
    begun.send_signal(number)
    assert (begun.stderr.read(), begun.wait()) == (b"", status)
    state = Path("/proc", (tmp_path / "child").read_text().strip(), "stat")
    assert not state.exists() or state.read_text().rpartition(")")[2].split()[0] == "Z"


def iter_of(*lines):
    """What types these lines, then the end."""
    left = list(lines)

    def read(_):
        if not left:
            raise EOFError
        return left.pop(0)
    return read
