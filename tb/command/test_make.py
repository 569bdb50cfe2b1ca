"""`make` and its set-up, in a checkout whose .venv holds a fake command: what is passed on, what is refused."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from importlib import metadata
from pathlib import Path

import pytest

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.main import COMMANDS
from tb.harness.make_environment import FROM_MAKE

FILES = ("Makefile", "setup.cfg", "setup.py", "pyproject.toml", "lock.txt", "llama2_rtl/set_up.sh")

COMMAND = f"""#!{sys.executable}
import sys
print(*(repr(word) for word in sys.argv[1:]), sep="\\n")
"""

PYTHON = """#!/bin/sh
# In the place of Python: makes a .venv that holds this program, and installs nothing.
case "$*" in
    "-m venv .venv")
        [ ! -e ended ] || { rm ended; trap 'kill $!; echo Traceback >&2; exit 1' INT; echo >begun; sleep 30 & wait; }
        mkdir -p .venv/bin; cp "$0" .venv/bin/python ;;
    *" pip install "*)
        echo "pip runs $*" >>pip.txt
        for package in $(seq 100); do echo "WARNING: a mirror is silent"; echo "Collecting package $package"; done
        [ ! -e broken ] || { echo "ERROR: no such package"; exit 1; }
        sleep "$(cat seconds 2>/dev/null || echo 0)" 9>&-
        printf '%s' "$COMMAND" >.venv/bin/llama2-rtl; chmod +x .venv/bin/llama2-rtl ;;
    "-m find_libpython") echo libpython.so ;;
    *) exec "$REAL_PYTHON" "$@" ;;
esac
"""


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder with what make needs; its set-up runs a fake Python."""
    folder = tmp_path / "checkout"
    for name in FILES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("python3.11", "iverilog", "g++", "perl", "tclsh"):
        (programs / name).write_text(PYTHON if name == "python3.11" else "#!/bin/sh\n")
        (programs / name).chmod(0o755)
    for name in list(os.environ):
        if name in (*FROM_MAKE, "SIM", "SEED", "WAVES"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("REAL_PYTHON", sys.executable)
    monkeypatch.setenv("COMMAND", COMMAND)
    return folder


@pytest.fixture
def ready(checkout):
    """The same, set up."""
    assert make(checkout, "help").returncode == 0
    assert make(checkout, "lint").returncode == 0
    return checkout


def make(folder, *words, **variables):
    return subprocess.run(["make", *words], cwd=folder, text=True, capture_output=True, env=os.environ | variables)


def passed(folder, *words, **variables):
    """What the command is given."""
    done = make(folder, *words, **variables)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return [eval(line) for line in done.stdout.splitlines()]


@pytest.mark.parametrize("text", [
    "it costs $5", "it costs $$5", "$(PATH) ${PATH} $@", "a # b", "a \\ b", "'quoted' \"twice\"", "-5 apples",
    "two\nlines", "`date` $(shell date)", "ends with \\", "a = b", "😀 %s"])
def test_a_prompt_arrives_as_it_is_typed(text, ready):
    assert passed(ready, "demo", f"PROMPT={text}", "STEPS=3") == ["demo", f"--prompt={text}", "--steps=3"]
    assert passed(ready, "demo", PROMPT=text) == ["demo", f"--prompt={text}"]


@pytest.mark.parametrize("words, unknown", [
    ("demo STEP=3", "STEP"), ("handoff SEEDS=2", "SEEDS"), ("bench LANES=32", "LANES"), ("lint STEPS=1", "STEPS"),
    ("demo steps=3", "steps"), ("verilog bench LANES=32", "LANES"), ("test WAVES=1", "WAVES"), ("STEP=3", "STEP"),
    ("docs SIM=icarus", "SIM")])
def test_unknown_variables(words, unknown, checkout):
    """Before anything is set up."""
    done = make(checkout, *words.split())
    assert (done.returncode, done.stdout) == (2, "")
    assert f"does not know {unknown}=; it knows " in done.stderr and done.stderr.count("\n") == 1
    assert not (checkout / ".venv").exists()


def test_what_is_known_is_named(checkout):
    assert "make bench does not know LANES=; it knows SIM=." in make(checkout, "bench", "LANES=32").stderr
    assert "make lint does not know X=; it knows no variables." in make(checkout, "lint", "X=1").stderr


def test_variables_of_the_environment(ready):
    """Those that a command knows, and no others."""
    assert passed(ready, "bench", SIM="icarus", LANES="32", PROMPT="$5") == ["bench", "--sim=icarus"]


def known(command):
    """The variables that `make` knows for a command: those in its list, and in the lists that this one names."""
    lists = dict(re.findall(r"^([\w-]+) := *(.*)$", (ROOT / "Makefile").read_text(), re.M))
    return re.sub(r"\$\((\w+)\)", lambda name: lists[name[1]], lists[f"KNOWS_{command}"]).split()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.__name__.rpartition(".")[2])
def test_every_known_variable_is_an_option(command):
    name = command.__name__.rpartition(".")[2].replace("_", "-")
    if name == "blocks":
        return
    parser = ArgumentParser()
    command.add_arguments(parser)
    options = {option for action in parser._actions for option in action.option_strings}
    assert {f"--{variable.lower().replace('_', '-')}" for variable in known(name)} <= options


def test_two_first_commands_at_once(checkout):
    """One sets up, the other waits for it; both run."""
    (checkout / "seconds").write_text("1")
    both = [subprocess.Popen(["make", "lint"], cwd=checkout, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for _ in range(2)]
    said = [one.communicate(timeout=60) for one in both]
    assert [one.returncode for one in both] == [0, 0], said
    assert all(out.endswith("'lint'\n") and not err for out, err in said), said
    assert len((checkout / "pip.txt").read_text().splitlines()) == 1
    assert sum("another command is at it" in out for out, _ in said) == 1


def test_what_the_set_up_says(checkout):
    done = make(checkout, "lint")
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) <= 10 and "1.6 GB" in done.stdout and "WARNING" not in done.stdout
    assert passed(checkout, "lint") == ["lint"]


def test_the_set_up_is_never_silent_for_long(checkout):
    """Without a terminal, where no line counts the packages: it says now and then how many there are."""
    script = checkout / "llama2_rtl/set_up.sh"
    text = script.read_text()
    assert "LONGEST_SILENCE=250 " in text
    script.write_text(text.replace("LONGEST_SILENCE=250 ", "LONGEST_SILENCE=2 "))
    (checkout / "seconds").write_text("2")
    done = make(checkout, "lint")
    assert (done.returncode, done.stderr) == (0, "") and done.stdout.count("set-up: package 100\n") > 1


def test_the_size_that_is_stated():
    """In the README and by the set-up: that of the environment that runs this, where it has PyTorch without CUDA."""
    said = {text for file in ("README.md", "llama2_rtl/set_up.sh")
            for text in re.findall(r"([\d.]+) GB, and several GB more", (ROOT / file).read_text())}
    [stated] = map(float, said)
    if (ROOT / ".venv").resolve() == Path(sys.prefix).resolve() and metadata.version("torch").endswith("+cpu"):
        files = {status.st_ino: status for folder, _, names in os.walk(sys.prefix) for name in names
                 if (status := os.lstat(Path(folder, name)))}
        taken = sum(status.st_size for status in files.values()) / 1e9
        assert abs(stated - taken) < 0.15


def test_packages_that_cannot_be_installed(checkout):
    (checkout / "broken").touch()
    done = make(checkout, "lint")
    assert done.returncode == 2 and "ERROR: no such package\n" in done.stderr and "WARNING" not in done.stderr
    assert "set-up: " in done.stderr and "pip's words are in .venv/set-up.log" in done.stderr
    (checkout / "broken").unlink()
    assert make(checkout, "lint").returncode == 0


def test_a_checkout_that_has_moved(ready):
    moved = ready.rename(ready.with_name("moved"))
    (moved / ".venv/bin/stale").touch()
    done = make(moved, "lint")
    assert done.returncode == 0 and f"the checkout has moved, and its programs look for {ready}/.venv" in done.stdout
    assert not (moved / ".venv/bin/stale").exists()
    assert passed(moved, "lint") == ["lint"]


def test_a_move_that_was_interrupted(ready):
    """While it removed the programs of the earlier place: pip would take a package that has lost its files for one that
    is installed."""
    (ready / ".venv/lib").mkdir()
    (ready / ".venv/.place").unlink()
    assert make(ready, "lint").returncode == 0
    assert not (ready / ".venv/lib").exists()
    assert passed(ready, "lint") == ["lint"]


@pytest.mark.parametrize("number, status", [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_the_set_up(number, status, checkout):
    """And the installation with it; the next run sets up."""
    (checkout / "seconds").write_text("30")
    run = subprocess.Popen(["llama2_rtl/set_up.sh"], cwd=checkout, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
    while not (checkout / "pip.txt").exists():
        time.sleep(0.05)
    begin = time.monotonic()
    run.send_signal(number)
    assert (run.wait(timeout=20), time.monotonic() - begin < 10) == (status, True)
    assert not (checkout / ".venv/.ready").exists()
    (checkout / "seconds").unlink()
    assert make(checkout, "lint").returncode == 0


def test_an_interrupt_says_nothing(checkout):
    """Of what Python itself has to say of it where it makes the environment; the next run sets up."""
    (checkout / "ended").touch()
    run = subprocess.Popen(["llama2_rtl/set_up.sh"], cwd=checkout, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.STDOUT, start_new_session=True,
                           preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler))
    while not (checkout / "begun").exists():
        time.sleep(0.05)
    os.killpg(run.pid, signal.SIGINT)
    said, _ = run.communicate(timeout=20)
    assert run.returncode in (-signal.SIGINT, 130) and "Traceback" not in said and "could be made" not in said, said
    assert make(checkout, "lint").returncode == 0


def test_a_path_with_a_blank(checkout):
    blank = checkout.rename(checkout.with_name("check out"))
    assert make(blank, "lint").returncode == 0
    assert passed(blank, "lint") == ["lint"]
    assert Path(blank / ".venv/.place").read_text() == f"{blank}/.venv\n"
