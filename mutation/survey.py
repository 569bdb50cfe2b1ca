"""Which test simulates which modules: all tests of the hardware, run as far as to where they would simulate."""

import hashlib
import json
import os
import pickle
import subprocess
import sys
import time
from dataclasses import dataclass
from functools import cached_property

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.mutation.survey_plugin import MODULES, TESTS, VARIABLE
from llama2_rtl.simulation.processes import child

ROOMS = ("attention", "axi", "board", "control", "engine", "kernels", "memory", "registers", "stages", "tops", "uart",
         "vector")
"""Of tb/, those whose tests simulate blocks of the core."""

SOURCES = ("golden", "converters", "simulation", "tb/harness", "tb/golden", *(f"tb/{room}" for room in ROOMS))
"""Folders whose Python says what is simulated, and how."""

PATIENCE_S = 60
"""Seconds for a test: one that does other things than simulate is left there."""

FINISHED = "finished"


@dataclass(frozen=True)
class Surveyed:
    """A simulation of the `test` with this identifier: bytes of its Verilog, and the names of its modules."""

    test: str
    size: int
    modules: tuple


class Survey:
    """What lies in the folder of a survey that is finished."""

    def __init__(self, folder):
        self.folder = folder
        lines = (folder / TESTS).read_text().splitlines()
        self.tests = sorted({Surveyed(noted["test"], noted["size"], tuple(noted["modules"]))
                             for noted in map(json.loads, lines)}, key=lambda one: (one.size, one.test))

    @cached_property
    def modules(self):
        """Name of a module in the survey -> its `Converted`, of all that are simulated."""
        names = sorted({name for test in self.tests for name in test.modules})
        paths = {name: self.folder / MODULES / name for name in names}
        return {name: pickle.loads(path.read_bytes()) for name, path in paths.items() if path.exists()}

    @cached_property
    def by_block(self):
        """Block -> the names of its modules."""
        found = {}
        for name, entry in self.modules.items():
            found.setdefault(entry.block, []).append(name)
        return dict(sorted(found.items()))

    @cached_property
    def pins(self):
        """Module -> port -> (whether the module drives it, bits), by Verilog names."""
        return {entry.verilog_name: {port: (port in entry.outputs, bits) for port, (bits, _) in entry.shapes.items()}
                for entry in self.modules.values()}

    def around(self, test):
        """Verilog name -> `Converted`, of the modules of a `Surveyed`."""
        return {self.modules[name].verilog_name: self.modules[name] for name in test.modules if name in self.modules}


def identity(*more):
    """A digest of all sources that a survey depends on, and of those in `more` folders."""
    digest = hashlib.sha256()
    for folder in (*SOURCES, *more):
        for path in sorted((ROOT / folder).rglob("*.py")):
            digest.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def survey(folder, said, rooms=ROOMS):
    """The `Survey` in `folder`, made there where it is not finished. `said(tests)` hears now and then how many tests
    have been surveyed. Raises AssertionError where pytest cannot begin."""
    if not (folder / FINISHED).exists():
        (folder / TESTS).write_text("")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "llama2_rtl.mutation.survey_plugin", "-p",
                   "no:cacheprovider", "-o", f"timeout={PATIENCE_S}", *(f"tb/{room}" for room in rooms)]
        with (folder / "pytest.log").open("w") as log, child(
                command, cwd=ROOT, env=os.environ | {VARIABLE: str(folder.absolute())}, stdout=log,
                stderr=subprocess.STDOUT) as process:
            while process.poll() is None:
                said((folder / TESTS).read_text().count("\n"))
                time.sleep(1)
        if process.returncode not in (0, 1):
            raise AssertionError(f"the tests cannot be listed; see {folder / 'pytest.log'}")
        (folder / FINISHED).touch()
    return Survey(folder)
