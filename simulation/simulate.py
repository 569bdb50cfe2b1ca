"""From a module to a finished simulation: convert, synthesise if asked to, build in a folder of its own, run cocotb."""

import json
import logging
import os
from pathlib import Path
from xml.etree import ElementTree

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.hdl.checks import BROKEN, MACRO
from llama2_rtl.converters.presets import ROOT
from llama2_rtl.converters.write import memory_text
from llama2_rtl.simulation.coverage import check_counts, coverage_options, keep_counts
from llama2_rtl.simulation.folders import content_folder, held, write_changed
from llama2_rtl.simulation.known import (
    UNKNOWN,
    check_known,
    chosen_known,
    not_waived,
    unknown_outputs,
    with_known_outputs,
)
from llama2_rtl.simulation.netlist import as_netlist, chosen_netlist
from llama2_rtl.simulation.replaced import is_replaced, replaced
from llama2_rtl.simulation.simulators import (
    VERILATOR_MAKE,
    chosen_checks,
    chosen_seed,
    chosen_simulator,
    environment,
    verilator_environment,
)
from llama2_rtl.simulation.waves import waves_command, write_view

BUILD = Path("build/sim")
"""Below the current folder, as everything that is built."""

UNKNOWN_OUTPUTS = "unknown.txt"
"""Where a simulation runs, the paths of the wires that were unknown, waived ones too, a line each."""

NOT_REWRITTEN = ""
"""Files whose assertions cocotb compiles with explanations: all that a test imports, every time, for seconds, unless it
is told otherwise. A failing assertion is shown by its line."""

VERILATED = ["-O3"]
PORTS_ALONE = ["--no-public-flat-rw", "--public-depth", "1"]
VISIBLE = "visible.vlt"
"""Of what Verilator compiles cocotb sees every signal, those of some modules, which compiles in half the time, or the
ports alone, which runs four times as fast."""


def simulate(module, params, cocotb_module, memories=None, extra_env=None, sim=None, seed=None, instances=(),
             checks=None, visible=None):
    """Convert `module` with `params` and run the cocotb tests of `cocotb_module` (a dotted name) on it.

    memories: file name -> (bits per word, words); they lie where the simulation runs. extra_env: variables
    for the cocotb module. sim and seed default to the environment's SIM and SEED, those to icarus and 1.
    instances: paths of the instances below the top in which the cocotb module looks; a netlist keeps them.
    In the environment WAVES=1 keeps the waveform, NETLIST=ecp5 simulates the netlist after synthesis, REPLACED=folder
    has other texts for some modules, KNOWN=1 holds every block to known outputs (`simulation.known`), and
    VERILOG_COVERAGE=folder takes what Verilator counts.
    With `checks` the blocks' rules are compiled in and end the simulation where one is broken; by default as the
    environment's CHECKS says, 1 where it is not set. Not so, ever, where cycles are counted over memories that nobody
    filled, whose words the rules would find unknown. `visible` are the modules into which the cocotb module looks in
    Verilator, the top among them; of none it sees the ports alone, where it is None everything. Returns the folder of
    the run.
    Raises AssertionError with the broken rule or the message of the first failing cocotb test, ValueError where the
    simulator is missing.
    """
    modules = design(module, params, checks=chosen_checks(checks) and not chosen_netlist())
    top = modules[-1]
    ports = {"inputs": [port for port in top.shapes if port not in top.outputs],
             "outputs": [port for port in top.shapes if port in top.outputs]}
    return simulate_verilog(verilog_files(modules), top.verilog_name, ports, cocotb_module, memories, extra_env, sim,
                            seed, instances, visible)


def simulate_verilog(files, toplevel, ports, cocotb_module, memories=None, extra_env=None, sim=None, seed=None,
                     instances=(), visible=None):
    """As `simulate`, from Verilog: `files` maps file names to texts, `ports` lists inputs and outputs."""
    sim = chosen_simulator(sim)
    check_counts(sim)
    check_known(sim)
    seed = str(chosen_seed(seed))
    waves = os.environ.get("WAVES") or "0"
    contents = {name: memory_text(width, words) for name, (width, words) in (memories or {}).items()}
    files = replaced(files)
    if chosen_netlist():
        files = as_netlist(files, toplevel, contents, instances)
    sources, options = files, {}
    if sim == "verilator":
        sources, options = files | _visibility(visible), verilator_options(visible)
    build = content_folder(BUILD, f"{toplevel}-{sim}", [sources, waves, options])
    variables = {name: str(value) for name, value in (extra_env or {}).items()}
    work = content_folder(build, "run", [contents, cocotb_module, variables])
    results = work / "results.xml"
    variables |= {"SIM": sim, "SEED": seed, "COCOTB_RANDOM_SEED": seed, "WAVES": waves,
                  "TB_PORTS": json.dumps(ports), "COCOTB_RESULTS_FILE": str(results),
                  "COCOTB_REWRITE_ASSERTION_FILES": NOT_REWRITTEN}
    options |= dict(toplevel=toplevel, module=cocotb_module, sim_build=str(build), work_dir=str(work),
                    verilog_sources=[str(build / name) for name in sources], python_search=[str(ROOT)], defines=[MACRO])
    if sim == "verilator":
        variables |= verilator_environment()
    with environment(**variables), held(work):
        with held(build):
            write_changed(build, sources)
            _run(sim, f"{toplevel} does not compile in {sim}", compile_only=True, **options)
        write_changed(work, contents)
        results.unlink(missing_ok=True)
        try:
            what = f"{cocotb_module} on {toplevel}, SIM={sim} SEED={seed}"
            unknown = _run(sim, what, results, waves_command(sim, seed) if waves == "0" else "", **options)
        finally:
            if waves != "0":
                write_view(work, files, toplevel)
        keep_counts(work, files)
    if chosen_known():
        (work / UNKNOWN_OUTPUTS).write_text("".join(f"{path}\n" for path in unknown))
        if wrong := not_waived(unknown):
            raise AssertionError(f"{what}: unknown at a clock edge, and not waived: {', '.join(wrong)}")
    return work


def verilog_files(modules):
    """File name -> text of `Converted` modules, as the environment's KNOWN says."""
    return {f"{entry.verilog_name}.v": with_known_outputs(entry) if chosen_known() else entry.text for entry in modules}


def _visibility(visible):
    """The file that makes the signals of these modules visible, name -> text; none where all are, or the ports alone.
    """
    lines = "".join(f'public_flat_rw -module "{name}" -var "*"\n' for name in visible or ())
    return {VISIBLE: f"`verilator_config\n{lines}"} if lines else {}


def verilator_options(visible):
    """What Verilator and the compiler are told, of a simulation in which these modules are `visible`."""
    seen = [] if visible is None else PORTS_ALONE[:1] if visible else PORTS_ALONE
    lint = ["-Wno-fatal"] if chosen_netlist() or is_replaced() else []
    return dict(compile_args=[*VERILATED, *seen, *coverage_options(), *lint],
                make_args=VERILATOR_MAKE)


def _run(sim, what, results=None, waves="", **options):
    """One call of cocotb-test; its SystemExit becomes an AssertionError that says what went wrong, and which command
    makes the `waves` of it. Returns the paths of the wires that the simulation told of as unknown."""
    from llama2_rtl.simulation.cocotb_run import RUNS  # an extra's: commands that simulate nothing do without
    errors = _Errors()
    logging.getLogger("cocotb").addHandler(errors)
    try:
        RUNS[sim](**options).run()
    except SystemExit as ended:
        reason = errors.broken
        reason = reason or (_first_failure(results) if results and results.exists() else None)
        reason = reason or "\n".join(errors.lines) or str(ended)
        raise AssertionError(f"{what}: {reason}" + (f"\nits waves: {waves}" if waves else "")) from None
    finally:
        logging.getLogger("cocotb").removeHandler(errors)
    return unknown_outputs(errors.unknown)


class _Errors(logging.Handler):
    """Keeps the first lines that the simulator wrote as errors, the first that tells of a broken rule, and all that
    tell of unknown outputs."""

    def __init__(self):
        super().__init__(logging.INFO)
        self.lines, self.broken, self.unknown = [], None, []

    def emit(self, record):
        line = record.getMessage()
        if BROKEN in line and self.broken is None:
            self.broken = line[line.index(BROKEN):]
        if UNKNOWN in line:
            self.unknown.append(line)
        if record.levelno >= logging.ERROR and len(self.lines) < 5:
            self.lines.append(line)


def _first_failure(results):
    """`test: message` of the first failing cocotb test."""
    for case in ElementTree.parse(results).iter("testcase"):
        for failure in (*case.iter("failure"), *case.iter("error")):
            return f"{case.get('name')}: {failure.get('error_msg') or failure.get('message') or failure.text}"
    return "the simulation ended early"
