"""The hand-off of a small model, and the tools that run on it."""

import os
import re
import subprocess
import sys
from pathlib import Path

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden.checkpoint import random_checkpoint, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.main import main
from llama2_rtl.simulation.simulators import chosen_simulator

MODEL = ModelConfig(dim=8, hidden_dim=12, n_layers=2, n_heads=2, n_kv_heads=1, vocab_size=23, seq_len=12, tied=False)
LANES, AXI_LANES = 4, 8
POSITIONS = 3


def make(parent, *more, model=MODEL):
    """`(folder, checkpoint)` of the small model's hand-off, or another's, with `more` arguments of the command."""
    checkpoint, folder = parent / "small.bin", parent / "small"
    write_checkpoint(random_checkpoint(model, seed=1), checkpoint)
    assert main(["handoff", "--model", str(checkpoint), "--lanes", str(LANES), "--positions", str(POSITIONS),
                 "--out", str(folder), *more]) == 0
    return folder, checkpoint


def make_axi(parent, *more):
    """As `make`, of the core over AXI4."""
    return make(parent, "--memory", "axi", "--lanes", str(AXI_LANES), *more)


def make_on_board(parent, board, *more, model=MODEL):
    """As `make`, with a design for a board, whose ports the lanes fill."""
    return make(parent, "--board", str(board), *more, model=model)


def fusesoc(folder, target, work, core="llama2_rtl"):
    """Runs the target of the folder's core in the folder `work`, with the programs of the environment on the PATH, as
    the pages say: `(exit status, what it said)`."""
    chosen_simulator("icarus")
    programs = Path(sys.executable).parent
    environment = {f"XDG_{home}_HOME": str(work / home) for home in ("CONFIG", "DATA", "CACHE")}
    environment["PATH"] = f"{programs}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run([programs / "fusesoc", "--cores-root", folder, "run", f"--target={target}", core], cwd=work,
                          env=os.environ | environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def run_script(script, work, *arguments):
    """The vendor commands that a Tcl script calls, each a list of strings, the name first. Fails where it fails."""
    stubs = Path(__file__).with_name("vendor_stubs.tcl")
    done = subprocess.run(["tclsh", stubs, script, *arguments], cwd=work, text=True, capture_output=True)
    assert done.returncode == 0, done.stderr
    return [line.split("\x1f") for line in done.stdout.splitlines()]


def change(path, pattern, replacement):
    """Replaces the one place in a file that the pattern matches."""
    text, count = re.subn(pattern, replacement, path.read_text())
    assert count == 1, f"{pattern} is {count} times in {path}"
    path.write_text(text)


def texts(folder):
    """Path -> text of every file but a packed model."""
    return {path.relative_to(folder): path.read_text() for path in folder.rglob("*")
            if path.is_file() and path.suffix != ".img"}


def verilog_header(path):
    """`(name, direction, bits)` of the ports of a Verilog module, in its order."""
    header = re.findall(r"^    (input|output) (?:wire|reg) (?:\[(\d+):0\] )?(\w+),?", path.read_text(), re.M)
    return [(name, direction, int(high or 0) + 1) for direction, high, name in header]


FOREIGN = (str(ROOT), sys.prefix)
"""Paths of this machine, which no file of a hand-off may name."""
