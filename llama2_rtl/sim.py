"""List the tests, or run one of them by its name."""

import ast
import os
import signal
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from llama2_rtl.checkout import need_checkout
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.near import advice
from llama2_rtl.shown import shown
from llama2_rtl.simulation.processes import child
from llama2_rtl.simulation.simulators import SIMULATORS, chosen_simulator
from llama2_rtl.simulation.waves import LISTED, VIEW

TB = ROOT / "tb"
LOG = ["--override-ini=log_cli=true", "--log-cli-level=INFO", "--override-ini=log_cli_format=%(message)s"]

NOT_FOUND = 4
"""Pytest's exit status where there is no such case."""


def add_arguments(parser):
    add_test_arguments(parser)
    parser.add_argument("--checks", type=int, choices=(0, 1),
                        help="0 simulates without the rules of the ports (default 1)")


def add_test_arguments(parser):
    """Which test runs, and how."""
    parser.add_argument("--test", metavar="NAME", help="the test to run; without it the tests are listed")
    parser.add_argument("--case", metavar="NAME", help="one case of the test alone, as a failing one is named")
    parser.add_argument("--sim", help=f"the simulator: {' or '.join(SIMULATORS)} (default icarus)")
    parser.add_argument("--seed", type=int, help="seed of all randomness (default 1)")
    parser.add_argument("--waves", type=int, choices=(0, 1), help="1 keeps the waveform")


def run(arguments):
    tests = find_tests()
    if chosen_test(arguments, tests):
        return run_test(tests[arguments.test], arguments)
    print_tests(tests)
    return 0


def chosen_test(arguments, tests):
    """The name of the test to run, None for the list of them. Raises ValueError where there is no such test, and where
    none is named but how it should run is."""
    given = [name for name in ("case", "waves") if getattr(arguments, name) is not None]
    if arguments.test:
        check_name(arguments.test, tests)
        if arguments.case is not None:
            check_case(arguments.case, tests[arguments.test])
    elif given:
        raise ValueError(f"{' and '.join(map(str.upper, given))} without a test; name it with TEST=")
    return arguments.test


def print_tests(tests):
    """A line for each test: its name and its summary."""
    width = max(map(len, tests))
    for name, path in tests.items():
        print(f"{name:{width}}  {summary(path)}")


def check_case(case, path):
    """Raises ValueError where no function of the test in the file `path` has the name of the case."""
    names = [node.name for node in ast.parse(path.read_text()).body
             if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    if case.partition("[")[0] not in names:
        raise ValueError(f"there is no case '{case}'; {advice(case, names)}")


def check_name(name, tests):
    """Raises ValueError where there is no such test."""
    if name not in tests:
        raise ValueError(f"there is no test '{name}'; {advice(name, tests)}")


def run_test(path, arguments, *options, **variables):
    """Runs the test in the file `path` on the simulator, with the seed, the waveform and the rules that the arguments
    ask for, with `options` of pytest and further environment `variables`; returns the exit status."""
    need("simulation", "tests")
    variables["SIM"] = chosen_simulator(arguments.sim)
    for variable in ("seed", "waves", "checks"):
        if getattr(arguments, variable, None) is not None:
            variables[variable.upper()] = str(getattr(arguments, variable))
    test = f"{path}::{arguments.case}" if arguments.case else str(path)
    command = [sys.executable, "-m", "pytest", test, "--quiet", *LOG, *options]
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "waveforms"
        listed.touch()
        try:
            with child(command, ending=signal.SIGINT, cwd=TB.parent,
                       env=os.environ | variables | {LISTED: str(listed)}) as process:
                pass
        finally:
            for waveform in map(Path, dict.fromkeys(listed.read_text().splitlines())):
                print(f"waves: {shown(waveform)}; 'gtkwave {shown(waveform.with_name(VIEW))}' shows the stages in them")
    if arguments.case and process.returncode == NOT_FOUND:
        raise ValueError(f"the case '{arguments.case}' has other parameters; a failing comparison names its own")
    return process.returncode


def find_tests():
    """Test name -> file, in the order of the names. Raises ValueError where two files share a name, and where there is
    no checkout."""
    need_checkout("the tests lie")
    tests = {}
    for path in sorted(TB.rglob("test_*.py"), key=lambda path: path.name):
        name = path.stem.removeprefix("test_")
        if name in tests:
            raise ValueError(f"{tests[name]} and {path} are both the test '{name}'; rename one")
        tests[name] = path
    return tests


def summary(path):
    """The first line of a test file's docstring."""
    return (ast.get_docstring(ast.parse(path.read_text())) or "").partition("\n")[0]
