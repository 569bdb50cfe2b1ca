"""The regression under Verilator, which counts what it reaches."""

import os
import subprocess
import sys
import time

from llama2_rtl.code_coverage.merge import runs
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.simulation.coverage import VARIABLE
from llama2_rtl.simulation.processes import child

LOG = "pytest.log"
KEPT = "counts"
"""In the folder of the command: what pytest says, and the counts of the runs."""

LONGEST_S = 3600
"""Seconds of a test, at most: counting makes a simulation many times slower."""


def count(tests, folder, done):
    """Runs `tests`, by their identifiers, as many at a time as there are processors, in `folder`, where builds are
    kept; their counts come into its KEPT, which is empty before. The rules of ports are left out: the modules are those
    of a user. `done(simulations)` hears how many have passed. Raises AssertionError where a test fails."""
    counts = folder / KEPT
    variables = {VARIABLE: str(counts.absolute()), "SIM": "verilator", "CHECKS": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "llama2_rtl.code_coverage.plugin", "-p", "no:cacheprovider",
               "-o", f"timeout={LONGEST_S}", "-n", str(os.cpu_count() or 1), "--dist", "loadgroup",
               "-c", ROOT / "setup.cfg", "--rootdir", ROOT, *(ROOT / test for test in tests)]
    with (folder / LOG).open("w") as log, child([str(word) for word in command], cwd=folder,
                                                env=os.environ | variables, stdout=log,
                                                stderr=subprocess.STDOUT) as process:
        while process.poll() is None:
            done(len(runs(counts)))
            time.sleep(1)
    if process.returncode or len(runs(counts)) < len(tests):
        failed = [line for line in (folder / LOG).read_text().splitlines() if line.startswith(("FAILED", "ERROR"))]
        why = "; ".join(failed[:3]) or "it does not begin, or leaves tests away"
        raise AssertionError(f"the regression does not pass: {why}; see {folder / LOG}")
