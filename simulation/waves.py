"""Waveforms: where they lie, a view of the stages in them for GTKWave, and the command that makes those of a run."""

import os
import re
import shlex
from pathlib import Path

from llama2_rtl.converters.control.pipeline_controller import STAGES

CONTROLLER, STAGE = "pipeline_controller", "stage"
BEATS = ("weight_beat", "parameter_beat", "attention_beat", "stall")
"""Ports of the module around the controller that say what becomes of a cycle."""

PORT = re.compile(r"^    (?:input|output) (?:wire|reg) (?:signed )?(?:\[(\d+):0\] )?(\w+)", re.M)
INSTANCE = re.compile(r"^(\w+) (\w+) \($", re.M)

VIEW, NAMES = "stages.gtkw", "stages.txt"
WAVEFORMS = ("*.fst", "*.vcd")

LISTED = "WAVES_LIST"
"""In the environment, the file to which every simulation that keeps its waveform adds the path, a line each."""

TITLE, BIT, HEX, NAMED = "@200", "@28", "@22", "@2022"
"""GTKWave's flags of the lines behind them."""


def write_view(work, files, toplevel):
    """Writes the view of the waveform in the folder `work`, if there is one, and the stages' names beside it; adds the
    waveform to the list that the environment names."""
    for waveform in (path for pattern in WAVEFORMS for path in work.glob(pattern)):
        names = work / NAMES
        names.write_text("".join(f"{number:x} {name}\n" for number, name in enumerate(STAGES)))
        lines = [f'[dumpfile] "{waveform}"', *view(files, toplevel, names)]
        (work / VIEW).write_text("\n".join(lines) + "\n")
        if listed := os.environ.get(LISTED):
            with open(listed, "a") as list_of_waveforms:
                list_of_waveforms.write(f"{waveform.resolve()}\n")


def view(files, toplevel, names):
    """The lines of a view: the ports of the top; beside it, where there is one, the ports of the pipeline controller
    and the beats around it. `files` maps file names to Verilog; `names` is the path of the stages' names."""
    modules = {name.removesuffix(".v"): text for name, text in files.items()}
    lines = _group(toplevel, _ports(modules[toplevel]), names)
    for place, around, controller in _controllers(modules, toplevel, toplevel):
        beats = [port for port in _ports(modules[around]) if port[0] in BEATS]
        lines += _group(place.rpartition(".")[0], beats, names) + _group(place, _ports(modules[controller]), names)
    return lines


def _controllers(modules, place, module):
    """(place, the module around it, its module) of each controller below a module at a place."""
    for child, instance in INSTANCE.findall(modules[module]):
        below = f"{place}.{instance}"
        if child.endswith(CONTROLLER):
            yield below, module, child
        elif child in modules:
            yield from _controllers(modules, below, child)


def _ports(text):
    """(name, most significant bit or "") of each port."""
    return [(name, high) for high, name in PORT.findall(text)]


def _group(place, ports, names):
    """A title and the ports of one module."""
    lines = [TITLE, f"-{place}"]
    for name, high in ports:
        signal = f"{place}.{name}" + {"": "", "0": "[0]"}.get(high, f"[{high}:0]")
        if name == STAGE:
            lines += [NAMED, f"^1 {names}", signal]
        else:
            lines += [HEX if high else BIT, signal]
    return lines


def waves_command(sim, seed):
    """The command that repeats the present test's present case with its waveform; "" outside of tests."""
    test, _, case = os.environ.get("PYTEST_CURRENT_TEST", "").rpartition(" ")[0].partition("::")
    if not case:
        return ""
    command = "netlist-sim" if os.environ.get("NETLIST") else "sim"
    return (f"make {command} TEST={Path(test).stem.removeprefix('test_')} CASE={shlex.quote(case)} SIM={sim} "
            f"SEED={seed} WAVES=1")
