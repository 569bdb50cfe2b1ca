"""Fuzzing of everything that reads a user's file and of the ways into the hardware, each for some seconds: `make fuzz`.
"""

import hashlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections import deque
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from llama2_rtl.converters.presets import ROOT
from llama2_rtl.golden.extras import MissingExtra, need
from llama2_rtl.golden.marks import report_mark
from llama2_rtl.golden.near import advice
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import kept_folder, write_report
from llama2_rtl.shown import shown
from llama2_rtl.simulation.processes import Terminated, child, terminable
from tb.fuzz.child import FAULTY, NEVER_S
from tb.fuzz.targets import TARGETS

COMMAND = "fuzz"
REPORT, WORK = Path("build/fuzz.json"), Path("build/fuzz")
KEPT = Path(__file__).parent / "corpus"
"""A folder for each target that has had a fault, with the inputs which showed it."""

SECONDS, SEED = 60, 1
CHILD = [sys.executable, "-m", "tb.fuzz.child"]

_STATE = re.compile(r"#(\d+)\s.*\bcov: (\d+)")
_EXECUTED = re.compile(r"stat::number_of_executed_units: (\d+)")
_ARTIFACT = re.compile(r"Test unit written to (\S+)")


@dataclass
class Outcome:
    """What fuzzing a target came to: `executions` of inputs, `edges` of Python's code that they reach, or of the
    `points` of the Verilog those reached, inputs in the `corpus`, and `findings`: dictionaries of a Fault's fields, the
    `input` and the `command` that takes it."""

    target: str
    seconds: float = 0.0
    executions: int = 0
    edges: int = 0
    points: int = 0
    corpus: int = 0
    findings: list = field(default_factory=list)

    @property
    def said(self):
        reached = f"{self.edges:,} of {self.points:,} points" if self.points else f"{self.edges:,} edges"
        return (f"{self.target}: {self.executions:,} executions, {reached}, "
                f"{len(self.findings) or 'no'} finding{'s' * (len(self.findings) != 1)}")


def main(arguments=None):
    """Fuzzes all targets for `--seconds` each, or `--only` one, or takes the `--input` of one. Returns 0 where there is
    no finding, 1 where there is one, 2 where the command is wrong or a compiler missing, 130 or 143 after a signal."""
    parser = ArgumentParser(prog="make fuzz")
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only")
    parser.add_argument("--input", type=Path)
    given = parser.parse_args(arguments)
    try:
        _check(given)
        with terminable():
            return replay(given.only, given.input) if given.input else fuzz_all(given)
    except (AssertionError, ValueError, OSError, MissingExtra) as error:
        print(f"make fuzz: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    except Terminated:
        return 128 + signal.SIGTERM


def _check(given):
    if given.seconds < 1:
        raise ValueError(f"{given.seconds} seconds; give SECONDS of at least one")
    if given.only is not None and given.only not in TARGETS:
        raise ValueError(f"there is no target {given.only!r}; {advice(given.only, TARGETS)}")
    if given.input and not given.only:
        raise ValueError("an INPUT is of one target; name it with ONLY=")
    if given.input and not given.input.is_file():
        raise ValueError(f"{given.input} is not a file; give the path of an input")


def replay(target, path):
    """Takes one input in a process of its own, and says what becomes of it; returns 0 or 1."""
    TARGETS[target].prepare(None)
    found = judge(target, path)
    print(f"{target}: {found or TARGETS[target].fine}")
    return int(found is not None)


def judge(target, path):
    """What is wrong with how one input is taken in a process of its own, in words; None where nothing is."""
    with child([*CHILD, target, "--input", path], env=_environment(), stdout=subprocess.PIPE, text=True) as process:
        try:
            lines, _ = process.communicate(timeout=NEVER_S)
        except subprocess.TimeoutExpired:
            process.kill()
            return f"it does not end in {NEVER_S} s"
    if process.returncode == FAULTY:
        found = json.loads(lines.splitlines()[-1])
        return f"{found['said']} ({found['place']})"
    return f"the process ends with status {process.returncode}" if process.returncode else None


def fuzz_all(given):
    """Fuzzes the targets one after the other, writes the report; returns 0, or 1 where something was found."""
    need("fuzzing")
    check_output(REPORT, report_mark(COMMAND))
    folder, outcomes = kept_folder(WORK, COMMAND), []
    console = Console(highlight=False)
    with Progress(TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), console=console) as progress:
        for target in [given.only] if given.only else TARGETS:
            task = progress.add_task(target, total=given.seconds)
            TARGETS[target].prepare(lambda what, task=task, target=target: progress.update(
                task, description=f"{target}: {what}"))
            outcome = fuzz(target, given.seconds, given.seed, folder / target, lambda one, task=task: progress.update(
                task, description=one.said, completed=min(one.seconds, given.seconds)))
            progress.update(task, description=outcome.said, completed=given.seconds)
            outcomes.append(outcome)
            for one in outcome.findings:
                progress.console.print(f"{target}: {one['said']} ({one['place']})\n  {one['command']}", soft_wrap=True,
                                       markup=False)
    write_report(REPORT, COMMAND, dict(seed=given.seed, targets=[asdict(one) for one in outcomes]))
    findings = sum(len(one.findings) for one in outcomes)
    console.print(f"{sum(one.executions for one in outcomes):,} executions, {findings or 'no'} "
                  f"finding{'s' * (findings != 1)}; written to {shown(REPORT)}", soft_wrap=True)
    return int(findings > 0)


def fuzz(target, seconds, seed, folder, report=lambda outcome: None):
    """The Outcome of fuzzing a target for so long. `folder` holds its corpus, which grows, and its findings. `report`
    is called with what is known so far."""
    corpus, findings = folder / "corpus", folder / "findings"
    for place in (corpus, findings):
        place.mkdir(parents=True, exist_ok=True)
    for data in [*TARGETS[target].inputs(), *(path.read_bytes() for path in kept(target))]:
        (corpus / hashlib.sha1(data).hexdigest()).write_bytes(data)
    outcome, before, began = Outcome(target), 0, time.monotonic()
    while (left := seconds - int(time.monotonic() - began)) > 0:
        command = [*CHILD, target, "--corpus", corpus, "--findings", findings, "--seconds", str(left),
                   "--seed", str(seed)]
        with child(command, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                   errors="replace") as process:
            lines = deque(maxlen=40)
            for line in process.stdout:
                lines.append(line)
                _hear(line, outcome, before)
                outcome.seconds = round(time.monotonic() - began, 1)
                report(outcome)
        if process.returncode:
            _ended(outcome, process.returncode, lines)
        before, seed = outcome.executions, seed + 1
    # What thousands of inputs have left in a process may grow with one more: what that one takes shows alone.
    outcome.findings = [one for one in outcome.findings if one["kind"] != "memory" or judge(target, one["input"])]
    outcome.corpus = sum(1 for _ in corpus.iterdir())
    return outcome


def kept(target):
    """The paths of the inputs in the checkout which showed a fault of a target."""
    return sorted((KEPT / target).glob("*"))


def _hear(line, outcome, before):
    """Takes what a line of the fuzzer says; `before` are the executions of those before it."""
    if state := _STATE.match(line):
        outcome.executions, outcome.edges = before + int(state[1]), max(outcome.edges, int(state[2]))
    elif executed := _EXECUTED.match(line):
        outcome.executions = before + int(executed[1])
    elif line.startswith('{"points"'):
        outcome.points = json.loads(line)["points"]
    elif line.startswith('{"kind"'):
        found = json.loads(line)
        if found["name"] not in {one["name"] for one in outcome.findings}:
            _add(outcome, found)


def _ended(outcome, status, lines):
    """Notes that a target, or what it needs, ended the process. Raises OSError where no input did."""
    artifact = next((match[1] for line in reversed(lines) if (match := _ARTIFACT.search(line))), None)
    if artifact is None:
        words = " ".join("".join(lines).split())
        raise OSError(f"the fuzzer of {outcome.target} ends with status {status}: {words[-600:]}")
    kind = Path(artifact).name.partition("-")[0]
    said = f"it does not end in {NEVER_S} s" if kind == "timeout" else f"the process ends with status {status}"
    _add(outcome, dict(kind=kind, place="-", said=said, name=Path(artifact).name, input=artifact))


def _add(outcome, found):
    path = shown(found["input"])
    outcome.findings.append(found | dict(
        input=str(path), command=f"make fuzz ONLY={outcome.target} INPUT={path}"))


def _environment():
    return os.environ | {"PYTHONPATH": str(ROOT)}


if __name__ == "__main__":
    sys.exit(main())
