"""Verilator with every warning fatal on the Verilog of all presets; ruff on the Python."""

import os
import subprocess
import sys

from converters.presets import PRESETS, ROOT
from converters.write import FILE_LIST, write_design
from tb.harness.simulators import verilator_environment, verilator_root

OPTIONS = ["--lint-only", "--quiet", "-Wall", "--error-limit", "0"]

WAIVED = {
    "UNUSEDSIGNAL": "an exact sum or product carries sign bits that the consumer knows to be equal",
    "PINCONNECTEMPTY": "an output that a parent does not use is left open by name",
}


def add_arguments(parser):
    """No arguments."""


def run(arguments):
    from converters.tops.llama2_rtl import build
    status = 0
    for preset in PRESETS.values():
        module, params, _ = build(preset, None)
        folder = ROOT / "build" / "lint" / preset.name
        modules = write_design(module, params, folder)
        clean = lint_verilog(folder, modules[-1].verilog_name)
        print(f"{preset.name}: {len(modules)} modules, {'clean' if clean else 'warnings above'}")
        status |= not clean
    status |= subprocess.call([sys.executable, "-m", "ruff", "check", "."], cwd=ROOT) != 0
    return int(status)


def lint_verilog(folder, top):
    """Whether Verilator finds nothing in the design that `write_design` left in `folder`; prints what it says."""
    command = [str(verilator_root() / "bin" / "verilator_bin"), *OPTIONS, *(f"-Wno-{waiver}" for waiver in WAIVED),
               "--top-module", top, "-f", FILE_LIST]
    done = subprocess.run(command, cwd=folder, env={**os.environ, **verilator_environment()}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(done.stdout, end="")
    return done.returncode == 0 and not done.stdout
