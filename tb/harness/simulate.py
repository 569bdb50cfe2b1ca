"""From a module to a finished simulation: convert, build in a folder of its own, run cocotb."""

import fcntl
import hashlib
import json
import logging
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from cocotb_test.simulator import run

from converters.hdl import design
from converters.write import memory_text
from tb.harness.simulators import VERILATOR_MAKE, chosen_seed, chosen_simulator, environment, verilator_environment

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build" / "sim"


def simulate(module, params, cocotb_module, memories=None, extra_env=None, sim=None, seed=None):
    """Convert `module` with `params` and run the cocotb tests of `cocotb_module` (a dotted name) on it.

    memories: file name -> (bits per word, words); they lie where the simulation runs. extra_env: variables
    for the cocotb module. sim and seed default to the environment's SIM and SEED, those to icarus and 1.
    WAVES=1 in the environment keeps the waveform. Returns the folder of the run. Raises AssertionError with
    the message of the first failing cocotb test, ValueError where the simulator is missing.
    """
    modules = design(module, params)
    top = modules[-1]
    ports = {"inputs": [port for port in top.shapes if port not in top.outputs],
             "outputs": [port for port in top.shapes if port in top.outputs]}
    files = {f"{entry.verilog_name}.v": entry.text for entry in modules}
    return simulate_verilog(files, top.verilog_name, ports, cocotb_module, memories, extra_env, sim, seed)


def simulate_verilog(files, toplevel, ports, cocotb_module, memories=None, extra_env=None, sim=None, seed=None):
    """As `simulate`, from Verilog: `files` maps file names to texts, `ports` lists inputs and outputs."""
    sim = chosen_simulator(sim)
    seed = str(chosen_seed(seed))
    waves = os.environ.get("WAVES") or "0"
    build = _folder(BUILD, f"{toplevel}-{sim}", [files, waves])
    contents = {name: memory_text(width, words) for name, (width, words) in (memories or {}).items()}
    variables = {name: str(value) for name, value in (extra_env or {}).items()}
    work = _folder(build, "run", [contents, cocotb_module, variables])
    results = work / "results.xml"
    variables |= {"SIM": sim, "SEED": seed, "COCOTB_RANDOM_SEED": seed, "WAVES": waves,
                  "TB_PORTS": json.dumps(ports), "COCOTB_RESULTS_FILE": str(results)}
    options = dict(toplevel=toplevel, module=cocotb_module, sim_build=str(build), work_dir=str(work),
                   verilog_sources=[str(build / name) for name in files], python_search=[str(ROOT)])
    if sim == "verilator":
        variables |= verilator_environment()
        options |= dict(compile_args=["-O3"], make_args=VERILATOR_MAKE)
    with environment(**variables), _held(work):
        with _held(build):
            _write_changed(build, files)
            _run(f"{toplevel} does not compile in {sim}", compile_only=True, **options)
        _write_changed(work, contents)
        results.unlink(missing_ok=True)
        _run(f"{cocotb_module} on {toplevel}, SIM={sim} SEED={seed}", results, **options)
    if waves != "0":
        print(f"waveform: {next(work.glob('*.fst'))}", file=sys.stderr)
    return work


def _run(what, results=None, **options):
    """One call of cocotb-test; its SystemExit becomes an AssertionError that says what went wrong."""
    errors = _Errors()
    logging.getLogger("cocotb").addHandler(errors)
    try:
        run(**options)
    except SystemExit as ended:
        reason = _first_failure(results) if results and results.exists() else "\n".join(errors.lines) or str(ended)
        raise AssertionError(f"{what}: {reason}") from None
    finally:
        logging.getLogger("cocotb").removeHandler(errors)


class _Errors(logging.Handler):
    """Keeps the first lines that the simulator wrote as errors."""

    def __init__(self):
        super().__init__(logging.ERROR)
        self.lines = []

    def emit(self, record):
        if len(self.lines) < 5:
            self.lines.append(record.getMessage())


def _folder(parent, name, identity):
    """A folder that belongs to exactly this content."""
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:12]
    folder = parent / f"{name}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@contextmanager
def _held(folder):
    """The folder belongs to one process at a time."""
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _write_changed(folder, files):
    """Leaves files alone that are right already: simulators rebuild by modification time."""
    for name, text in files.items():
        path = folder / name
        if not path.exists() or path.read_text() != text:
            path.write_text(text)


def _first_failure(results):
    """`test: message` of the first failing cocotb test."""
    for case in ElementTree.parse(results).iter("testcase"):
        for failure in (*case.iter("failure"), *case.iter("error")):
            return f"{case.get('name')}: {failure.get('error_msg') or failure.get('message') or failure.text}"
    return "the simulation ended early"
