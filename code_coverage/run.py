"""The regression under Verilator, which counts what it reaches; a run that was interrupted goes on where it was."""

import os
import shutil
import subprocess
import sys
import time

from llama2_rtl.code_coverage.counted.plugin import PASSED
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.mutation.survey import identity
from llama2_rtl.simulation.coverage import VARIABLE
from llama2_rtl.simulation.processes import child

LOG = "pytest.log"

LONGEST_S = 3600
"""Seconds of a test, at most: counting makes a simulation many times slower."""


def count(tests, folder, done):
    """Runs those of `tests`, by their identifiers, that have not passed yet on the present sources, as many at a time
    as there are processors, in `folder`, where builds are kept. Returns the folder of their counts. The rules of ports
    are left out: the modules are those of a user. `done(number)` hears how many have passed. Raises AssertionError
    where a test fails."""
    counts = folder / f"counts-{identity('code_coverage/counted')}"
    for older in folder.glob("counts-*"):
        if older != counts:
            shutil.rmtree(older)
    counts.mkdir(exist_ok=True)
    left = [test for test in tests if test not in passed(counts)]
    if left:
        _run(left, counts, folder, lambda: done(len(tests) - len(set(left) - passed(counts))))
    return counts


def passed(counts):
    """The identifiers of the tests that have left what they counted in a folder."""
    path = counts / PASSED
    return set(path.read_text().splitlines()) if path.exists() else set()


def _run(tests, counts, folder, said):
    variables = {VARIABLE: str(counts.absolute()), "SIM": "verilator", "CHECKS": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "llama2_rtl.code_coverage.counted.plugin",
               "-p", "no:cacheprovider", "-o", f"timeout={LONGEST_S}", "-n", str(os.cpu_count() or 1),
               "--dist", "loadgroup", "-c", ROOT / "setup.cfg", "--rootdir", ROOT, *(ROOT / test for test in tests)]
    with (folder / LOG).open("w") as log, child([str(word) for word in command], cwd=folder,
                                                env=os.environ | variables, stdout=log,
                                                stderr=subprocess.STDOUT) as process:
        while process.poll() is None:
            said()
            time.sleep(1)
    if process.returncode or not passed(counts) >= set(tests):
        failed = [line for line in (folder / LOG).read_text().splitlines() if line.startswith(("FAILED", "ERROR"))]
        why = "; ".join(failed[:3]) or "it does not begin, or leaves tests away"
        raise AssertionError(f"the regression does not pass: {why}; see {folder / LOG}")
