"""Tests on a mutant: which of them, in which order, and what they say."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.simulation.processes import child
from llama2_rtl.simulation.replaced import VARIABLE

CASES_OF_NEAREST, NEIGHBOURS, FURTHER = 6, 2, 8
"""Tests of a mutant: cases of the test function with the smallest top that has it, one of each of the functions that
follow, and, of a mutant that lives, one of each of so many more."""

STILLBORN = "does not compile"
"""What a test says where a simulator does not take the Verilog: such a mutant is none."""


@dataclass(frozen=True)
class Outcome:
    """What the first test that fails says, both None where none does."""

    test: str | None
    message: str | None


def nearest(tests):
    """`(first, then)` of the `Surveyed` simulations that have a mutant, sorted by their size: the tests near its block,
    and those further away."""
    functions = {}
    for one in tests:
        functions.setdefault(one.test.partition("[")[0], []).append(one.test)
    groups = [list(dict.fromkeys(cases)) for cases in functions.values()]
    first = groups[0][:CASES_OF_NEAREST] + [cases[0] for cases in groups[1:1 + NEIGHBOURS]]
    return first, [cases[0] for cases in groups[1 + NEIGHBOURS:][:FURTHER]]


def run_tests(tests, substitutes, folder):
    """The `Outcome` of `tests`, one after the other up to the first that fails, or does not end in the time that any
    test has, on the Verilog of which `substitutes`, a folder, has other modules; everything lies in `folder`. Raises
    AssertionError where pytest does not get to them."""
    results = folder / "results.xml"
    results.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "-c", ROOT / "setup.cfg",
               "--rootdir", ROOT, f"--junitxml={results.absolute()}", *(ROOT / test for test in tests)]
    variables = {VARIABLE: str(substitutes.absolute()), "PYTHONPATH": str(ROOT)}
    with (folder / "pytest.log").open("w") as log, child(
            [str(word) for word in command], cwd=folder, env=os.environ | variables, stdout=log,
            stderr=subprocess.STDOUT) as process:
        pass
    if process.returncode not in (0, 1) or not results.exists():
        raise AssertionError(f"pytest ends with status {process.returncode} on {', '.join(tests)}: "
                             f"{(folder / 'pytest.log').read_text()[-400:]}")
    for case in ElementTree.parse(results).iter("testcase"):
        for failure in (*case.iter("failure"), *case.iter("error")):
            file = Path(*case.get("classname").split(".")).with_suffix(".py")
            return Outcome(f"{file}::{case.get('name')}", failure.get("message") or failure.text)
    return Outcome(None, None)
