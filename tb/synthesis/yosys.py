"""Yosys on a design: the cells it makes of the Verilog, memories kept as memories."""

import json
from pathlib import Path

from llama2_rtl.converters.write import write_design
from llama2_rtl.synthesis.tools import run_yosys

SCRIPT = "read_verilog {files}; hierarchy -check -top {top}; proc; flatten; opt -fast; memory -nomap; opt_clean; {out}"


def cells(module, params, memories, folder):
    """`[(type, parameters, attributes)]` of every cell of the flattened design, parameters as ints, of the attributes
    their names. Raises AssertionError with Yosys's words where it refuses the design."""
    modules = write_design(module, params, folder, memories)
    netlist = Path(folder) / "netlist.json"
    files = " ".join(f"{entry.verilog_name}.v" for entry in modules)
    script = SCRIPT.format(files=files, top=modules[-1].verilog_name, out=f"write_json {netlist.name}")
    run_yosys(script, folder)
    top = json.loads(netlist.read_text())["modules"][modules[-1].verilog_name]
    return [(cell["type"], {name: _number(value) for name, value in cell["parameters"].items()},
             set(cell["attributes"])) for cell in top["cells"].values()]


def _number(value):
    """A parameter as JSON gives it: bits as text, or a name."""
    return int(value, 2) if value and set(value) <= {"0", "1"} else value
