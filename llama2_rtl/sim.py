"""List the tests, or run one of them by its name."""

import ast
import difflib
import os
import subprocess
import sys
from pathlib import Path

from simulation.simulators import SIMULATORS, chosen_simulator

TB = Path(__file__).resolve().parents[1] / "tb"
LOG = ["--override-ini=log_cli=true", "--log-cli-level=INFO", "--override-ini=log_cli_format=%(message)s"]


def add_arguments(parser):
    add_test_arguments(parser)
    parser.add_argument("--checks", type=int, choices=(0, 1),
                        help="0 simulates without the rules of the ports (default 1)")


def add_test_arguments(parser):
    """Which test runs, and how."""
    parser.add_argument("--test", metavar="NAME", help="the test to run; without it the tests are listed")
    parser.add_argument("--sim", help=f"the simulator: {' or '.join(SIMULATORS)} (default icarus)")
    parser.add_argument("--seed", type=int, help="seed of all randomness (default 1)")
    parser.add_argument("--waves", type=int, choices=(0, 1), help="1 keeps the waveform")


def run(arguments):
    tests = find_tests()
    if arguments.test:
        check_name(arguments.test, tests)
        return run_test(tests[arguments.test], arguments)
    print_tests(tests)
    return 0


def print_tests(tests):
    """A line for each test: its name and its summary."""
    width = max(map(len, tests))
    for name, path in tests.items():
        print(f"{name:{width}}  {summary(path)}")


def check_name(name, tests):
    """Raises ValueError where there is no such test."""
    if name not in tests:
        near = difflib.get_close_matches(name, tests, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "'make sim' lists the tests"
        raise ValueError(f"there is no test '{name}'; {hint}")


def run_test(path, arguments, *options, **variables):
    """Runs the test in the file `path` on the simulator, with the seed, the waveform and the rules that the arguments
    ask for, with `options` of pytest and further environment `variables`; returns the exit status."""
    variables["SIM"] = chosen_simulator(arguments.sim)
    for variable in ("seed", "waves", "checks"):
        if getattr(arguments, variable, None) is not None:
            variables[variable.upper()] = str(getattr(arguments, variable))
    command = [sys.executable, "-m", "pytest", str(path), "--quiet", *LOG, *options]
    return subprocess.call(command, cwd=TB.parent, env=os.environ | variables)


def find_tests():
    """Test name -> file, in the order of the names. Raises ValueError where two files share a name."""
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
