"""The package as a stranger installs it: a wheel in an environment of its own, outside of any checkout. Building and
installing it take some ten seconds, the Verilog of Llama-3-8B four, the commands another ten."""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden import extras
from llama2_rtl.main import COMMANDS
from tb.harness.make_environment import without_make
from tb.test_packages import FOLDERS

NOT_PACKED = (".git", ".venv", "build", "rtl", "tb", "docs", "__pycache__", "*.egg-info")
MOST_BYTES, MOST_SECONDS = 300e6, 20

EVERY_COMMAND = """
import contextlib, io, json, sys
from llama2_rtl.main import main
results = {}
for command in json.loads(sys.argv[1]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        status = main(command.split())
    results[command] = [status, out.getvalue(), err.getvalue()]
json.dump(results, sys.stdout)
"""

NEED_NOTHING = ("verilog", "pack", "timeline", "speed", "plan", "blocks", "interfaces")
NEED_AN_EXTRA = {"handoff": "handoff", "report": "report", "demo": "golden,simulation", "accuracy": "golden",
                 "bench": "simulation", "shape": "golden,simulation", "lint": "simulation", "synth": "synthesis",
                 "bitstream": "synthesis", "prove": "proofs", "chat --port x": "board",
                 "chat --device simulation": "simulation", "doctor --device simulation": "simulation",
                 "serve --device x.toml": "serve",
                 "verilog --model folder": "checkpoints"}
NEED_A_CHECKOUT = ("sim", "sim --test silu", "netlist-sim", "mutate", "coverage", "docs")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """Built from a copy of the checkout, which stays as it is."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "source", ignore=shutil.ignore_patterns(*NOT_PACKED))
    pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", folder, folder / "source")
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def place(wheel, tmp_path_factory):
    """A folder outside of the checkout with an environment `venv`, which holds the wheel without extras."""
    folder = tmp_path_factory.mktemp("place")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    pip("--python", folder / "venv/bin/python", "install", "--constraint", ROOT / "lock.txt", wheel)
    (folder / "folder").mkdir()
    return folder


def pip(*arguments):
    done = subprocess.run([sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", *arguments],
                          text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def run(place, program, *arguments):
    """A program of the environment, in the folder `place`."""
    environment = {name: value for name, value in without_make().items() if name != "PYTHONPATH"}
    return subprocess.run([place / "venv/bin" / program, *arguments], cwd=place, text=True, capture_output=True,
                          env=environment)


def test_verilog_in_an_empty_environment(place):
    """The seconds are the processor's, so that others at work on the machine do not count."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = run(place, "llama2-rtl", "verilog", "--preset", "Llama-3-8B", "--out", "x")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < MOST_SECONDS
    names = (place / "x/filelist.f").read_text().splitlines()
    assert names[-1] == "llama2_rtl_axi.v" and all((place / "x" / name).exists() for name in names if name[:2] != "//")
    installed = sum(path.stat().st_size for path in (place / "venv/lib").rglob("*") if path.is_file())
    assert installed < MOST_BYTES
    said = {number for page in ("README.md", "docs/python.md")
            for number in re.findall(r"\b(\d+) MB (?:of packages|with the package)", (ROOT / page).read_text())}
    assert len(said) == 1 and abs(int(said.pop()) - installed / 1e6) < 5, f"{installed / 1e6} MB are installed"


def test_every_command_in_an_empty_environment(place):
    """It works, below the current folder, or one sentence says what brings what it lacks."""
    commands = [*NEED_NOTHING, *NEED_AN_EXTRA, *NEED_A_CHECKOUT]
    assert {command.split()[0] for command in commands} == {
        command.__name__.rpartition(".")[2].replace("_", "-") for command in COMMANDS}
    before = tree(place / "venv")
    done = run(place, "python", "-c", EVERY_COMMAND, json.dumps(commands))
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)
    for command in NEED_NOTHING:
        assert results[command][::2] == [0, ""], f"{command}: {results[command][2]}"
    for command, parts in NEED_AN_EXTRA.items():
        status, out, said = results[command]
        assert (status, out, said.count("\n")) == (2, "", 1)
        assert said.endswith(f" not installed; \"pip install 'llama2-rtl[{parts}]'\" brings what is missing\n")
    for command in NEED_A_CHECKOUT:
        status, out, said = results[command]
        assert (status, out, said.count("\n")) == (2, "", 1) and "in a checkout of the project" in said
    assert tree(place / "venv") == before
    written = {str(path.relative_to(place)) for folder in ("rtl", "build") for path in place.glob(f"{folder}/*")}
    assert written == {"rtl/tales", "build/tales.img", "build/timeline", "build/interfaces.json",
                       "build/plan.json"}


def tree(folder):
    """Its files, but for compiled ones."""
    return sorted(str(path) for path in folder.rglob("*") if "__pycache__" not in path.parts)


def test_no_verilator(place):
    """The program `verilator` of the package gives way to the next one on the PATH, or says what is missing."""
    other = place / "other"
    other.mkdir()
    (other / "verilator").write_text("#!/bin/sh\necho other $*\n")
    (other / "verilator").chmod(0o755)
    done = subprocess.run([place / "venv/bin/verilator", "--version"], text=True, capture_output=True,
                          env=os.environ | dict(PATH=f"{place / 'venv/bin'}:{other}"))
    assert done.stdout == "other --version\n"
    done = subprocess.run([place / "venv/bin/verilator"], text=True, capture_output=True,
                          env=os.environ | dict(PATH=str(place / "venv/bin")))
    assert done.returncode == 2 and "llama2-rtl[simulation]" in done.stderr


def test_every_file_is_in_the_wheel(wheel):
    """All that lies in the folders of the packages but the program that sets a checkout up."""
    here = {path.relative_to(ROOT) for package in ("llama2_rtl", *FOLDERS) for path in (ROOT / package).rglob("*")
            if path.is_file() and path.suffix != ".pyc"} - {Path("llama2_rtl/set_up.sh")}
    wanted = {str(path if path.parts[0] == "llama2_rtl" else Path("llama2_rtl", path)) for path in here}
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert packed == wanted


def test_the_lock_names_what_is_installed():
    """Every package that the tests run with, at its version; a name of `need` is one of an extra."""
    lock = dict(line.split("==") for line in (ROOT / "lock.txt").read_text().splitlines() if line[0] != "#")
    seen, left = {extras.PROGRAM}, [*extras.packages("tests"), *requirements(extras.PROGRAM)]
    while left:
        name = normal(left.pop())
        if name not in seen and extras.is_installed(name):
            seen.add(name)
            assert lock.get(name) == metadata.version(name).partition("+")[0], f"lock.txt does not have this {name}"
            left += requirements(name)
    assert len(seen) > len(list(extras.packages("tests")))


def requirements(name):
    """The packages that one needs without any extra."""
    return [extras.NAME.match(text)[0] for text in metadata.requires(name) or [] if "extra ==" not in text]


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_parts_that_are_needed_exist():
    known = set(metadata.metadata(extras.PROGRAM).get_all("Provides-Extra"))
    sources = [path for package in ("llama2_rtl", *FOLDERS) for path in (ROOT / package).rglob("*.py")]
    calls = [text for path in sources for text in re.findall(r"\bneed\(([^*)]+)\)", path.read_text())]
    named = {part for text in calls for part in re.findall(r'"([\w-]+)"', text)}
    named |= {part for command in COMMANDS for part in getattr(command, "EXTRAS", ())}
    assert named and named <= known
