"""Synthesis by Yosys, and what the netlist is made of."""

import json
from collections import defaultdict
from pathlib import Path

from llama2_rtl.converters.write import FILE_LIST
from llama2_rtl.synthesis.ecp5.floorplan import place_block_rams
from llama2_rtl.synthesis.ecp5.output_registers import pack_output_registers
from llama2_rtl.synthesis.paths import instance_path
from llama2_rtl.synthesis.tools import run_yosys

NETLIST = "netlist.json"


def synthesise(folder, top, target, stop=None, hear=None):
    """The cells of `top` after Yosys's command for the `target` on the Verilog that `write_design` left in `folder`, in
    a file NETLIST there, as the target's device wants it: `[(name, kind)]`. `stop` names the step of the command before
    which it ends, `hear` hears what Yosys is at. Raises AssertionError with Yosys's words where it refuses the
    design."""
    files = [line for line in Path(folder, FILE_LIST).read_text().splitlines() if not line.startswith("//")]
    last = f" -run begin:{stop}" if stop else ""
    run_yosys(f"read_verilog {' '.join(files)}; {target.synth} -top {top}{last}; {target.naming} select {top}; "
              f"write_json -selected {NETLIST}", folder, hear=hear)
    path = Path(folder, NETLIST)
    netlist = json.loads(path.read_text())
    if target.device:
        pack_output_registers(netlist["modules"][top])
        place_block_rams(netlist["modules"][top], target.device)
        path.write_text(json.dumps(netlist))
    return [(name, cell["type"]) for name, cell in netlist["modules"][top]["cells"].items()]


def resources(cells, target):
    """Resource -> count of the cells of a netlist, in the target's terms."""
    return {name: round(sum(kinds.get(kind, 0) for _, kind in cells)) for name, kinds in target.resources.items()}


def check_kinds(cells, target):
    """Raises AssertionError where a netlist has cells of which the target does not say what they take."""
    known = target.free.union(*target.resources.values())
    unknown = sorted({kind for _, kind in cells if kind not in known and not kind.startswith("$scopeinfo")})
    if unknown:
        raise AssertionError(f"the netlist for {target.name} has cells that nobody counts: {', '.join(unknown)}")


def by_module(cells, target, depth):
    """Instance path, cut to `depth` names -> resources of what lies in it. Cells get their names from the wires that
    they drive, so logic that optimisation moved across a border counts where its result belongs."""
    parts = defaultdict(list)
    for name, kind in cells:
        parts[".".join(instance_path(name)[:depth]) or "top"].append((name, kind))
    return {name: resources(part, target) for name, part in sorted(parts.items())}
