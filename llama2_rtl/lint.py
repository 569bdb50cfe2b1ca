"""Verilator with every warning fatal on the Verilog of all presets, on chip or over AXI4; in a checkout ruff on the
Python."""

import subprocess
import sys
from pathlib import Path

from llama2_rtl.checkout import in_checkout
from llama2_rtl.converters.presets import PRESETS, ROOT, fits_on_chip
from llama2_rtl.converters.write import write_design
from llama2_rtl.simulation.lint import lint_files

EXTRAS = ("simulation",)
BUILD = Path("build/lint")


def add_arguments(parser):
    """No arguments."""


def run(arguments):
    from llama2_rtl.converters.tops.llama2_rtl import build
    from llama2_rtl.converters.tops.llama2_rtl_hosted import build_hosted
    status = 0
    for preset in PRESETS.values():
        module, params, _ = build(preset, None) if fits_on_chip(preset) else build_hosted(preset.geometry)
        folder = BUILD / preset.name
        modules = write_design(module, params, folder, command="lint")
        warnings = lint_files(folder, modules[-1].verilog_name)
        print(f"{warnings}{preset.name}: {len(modules)} modules, {'warnings above' if warnings else 'clean'}")
        status |= bool(warnings)
    if in_checkout():
        status |= subprocess.call([sys.executable, "-m", "ruff", "check", "."], cwd=ROOT) != 0
    return int(status)
