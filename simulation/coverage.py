"""What tests reach of the Verilog: with VERILOG_COVERAGE=folder in the environment, Verilator counts how often each
line, branch, toggle and cover statement is reached, and each run that passes leaves its counts in the folder."""

import json
import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from llama2_rtl.simulation.replaced import content_name

VARIABLE = "VERILOG_COVERAGE"
COUNTS, SOURCES = "coverage.dat", "sources.json"
"""What Verilator writes where the simulation runs, and, beside it in a folder of the run, file -> name of its text in
`TEXTS`."""

TEXTS = "texts"

WIDEST = 65_536
"""Bits of the widest signal whose bits are counted: more than any has."""


def is_counted():
    """Whether the environment asks for it."""
    return bool(os.environ.get(VARIABLE))


def check_counts(sim):
    """Raises ValueError where the environment asks a simulator to count that cannot."""
    if is_counted() and sim != "verilator":
        raise ValueError(f"{sim} counts no coverage; choose SIM=verilator, or leave {VARIABLE} away")


def coverage_options():
    """What Verilator is told."""
    kinds = ["--coverage-line", "--coverage-toggle", "--coverage-user", "--coverage-max-width", str(WIDEST)]
    return kinds if is_counted() else []


def keep_counts(work, files):
    """Puts what was counted by the run in the folder `work`, of `files`, name -> text, into the environment's folder,
    in a folder that is there whole or not at all."""
    if not is_counted():
        return
    folder = Path(os.environ[VARIABLE])
    texts = folder / TEXTS
    texts.mkdir(parents=True, exist_ok=True)
    names = {name: content_name(name, text) for name, text in files.items()}
    for name, text in files.items():
        (texts / names[name]).write_text(text)
    with TemporaryDirectory(dir=folder, prefix=".") as beside:
        fresh = Path(beside, "fresh")
        fresh.mkdir()
        shutil.move(work / COUNTS, fresh / COUNTS)
        (fresh / SOURCES).write_text(json.dumps(names))
        fresh.rename(folder / f"run-{Path(beside).name.strip('.')}")
