"""Verilator's opinion of a design: every warning counts, widths above all."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from llama2_rtl.converters.write import FILE_LIST, write_design
from llama2_rtl.simulation.simulators import verilator_environment, verilator_root

OPTIONS = ["--lint-only", "--quiet", "-Wall", "--error-limit", "0"]

WAIVED = {
    "UNUSEDSIGNAL": "an exact sum or product carries sign bits that its consumer knows to be equal",
    "PINCONNECTEMPTY": "an output that a parent does not use is left open by name",
}


def lint(module, params):
    """What Verilator says about a module with these parameters and all below it; empty where it finds nothing."""
    with TemporaryDirectory() as folder:
        modules = write_design(module, params, Path(folder, "design"))
        return lint_files(Path(folder, "design"), modules[-1].verilog_name)


def lint_files(folder, top):
    """As `lint`, of the design that `write_design` left in `folder`."""
    command = [verilator_root() / "bin" / "verilator_bin", *OPTIONS, *(f"-Wno-{waiver}" for waiver in WAIVED),
               "--top-module", top, "-f", FILE_LIST]
    return subprocess.run(command, cwd=folder, env=os.environ | verilator_environment(), text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout
