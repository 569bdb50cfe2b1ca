"""Verilator's opinion of one module and all below it."""

import os
import subprocess

from converters.hdl import design
from tb.harness.simulators import verilator_environment, verilator_root


def lint(module, params, folder):
    """Verilator's warnings, empty where there are none; signs that an exact result leaves unused are no fault."""
    modules = design(module, params)
    for entry in modules:
        (folder / f"{entry.verilog_name}.v").write_text(entry.text)
    command = [verilator_root() / "bin" / "verilator_bin", "--lint-only", "-Wall", "-Wno-DECLFILENAME",
               "-Wno-UNUSEDSIGNAL", "-Wno-PINCONNECTEMPTY", "--top-module", modules[-1].verilog_name,
               *(f"{entry.verilog_name}.v" for entry in modules)]
    done = subprocess.run(command, cwd=folder, env=os.environ | verilator_environment(), capture_output=True, text=True)
    return done.stderr
