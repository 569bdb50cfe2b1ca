"""From a module to a finished simulation: convert, build in a folder of its own, run cocotb."""

import fcntl
import hashlib
import json
import os
import sys
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

from cocotb_test.simulator import run

from converters.hdl import design
from converters.write import memory_text
from tb.harness.simulators import chosen_seed, chosen_simulator, environment, verilator_environment

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


def simulate_verilog(files, toplevel, ports, cocotb_module, memories=None, extra_env=None, sim=None,
                     seed=None):
    """As `simulate`, from Verilog: `files` maps file names to texts, `ports` lists inputs and outputs."""
    sim = chosen_simulator(sim)
    seed = str(chosen_seed(seed))
    waves = os.environ.get("WAVES") or "0"
    variables = {name: str(value) for name, value in (extra_env or {}).items()}
    variables["TB_PORTS"] = json.dumps(ports)
    contents = {name: memory_text(width, words) for name, (width, words) in (memories or {}).items()}
    with _folder(toplevel, sim, [files, contents, cocotb_module, variables, waves]) as folder:
        for name, text in {**files, **contents}.items():
            _write_changed(folder / name, text)
        results = folder / "results.xml"
        results.unlink(missing_ok=True)
        variables |= {"SIM": sim, "SEED": seed, "COCOTB_RANDOM_SEED": seed, "WAVES": waves,
                      "COCOTB_RESULTS_FILE": str(results)}
        options = {}
        if sim == "verilator":
            variables |= verilator_environment()
            options = {"compile_args": ["-O3"], "make_args": ["-j2", "OPT_FAST=-O2"]}
        with environment(**variables):
            try:
                run(toplevel=toplevel, module=cocotb_module, sim_build=str(folder), work_dir=str(folder),
                    verilog_sources=[str(folder / name) for name in files], python_search=[str(ROOT)],
                    **options)
            except SystemExit as ended:
                failure = _first_failure(results) or f"{sim} stopped before the tests ended ({ended})"
                failure = f"{cocotb_module} on {toplevel}, SIM={sim} SEED={seed}: {failure}"
                raise AssertionError(failure) from None
    if waves != "0":
        print(f"waveform: {next(folder.glob('*.fst'))}", file=sys.stderr)
    return folder


@contextmanager
def _folder(toplevel, sim, identity):
    """A build folder that belongs to exactly this simulation, held by one process at a time."""
    digest = hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:12]
    folder = BUILD / f"{toplevel}-{sim}-{digest}"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / ".lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder


def _write_changed(path, text):
    """Leave a file alone that is right already: simulators rebuild by modification time."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def _first_failure(results):
    """`test: message` of the first failing cocotb test, if there is one."""
    if not results.exists():
        return None
    for case in ElementTree.parse(results).iter("testcase"):
        for failure in (*case.iter("failure"), *case.iter("error")):
            return f"{case.get('name')}: {failure.get('error_msg') or failure.get('message') or failure.text}"
    return None
