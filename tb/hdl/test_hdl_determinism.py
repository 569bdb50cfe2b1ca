"""Conversion gives the same bytes in every process, whatever the hash seed and whatever was converted before."""

import os
import subprocess
import sys

from llama2_rtl.simulation.simulate import ROOT

PROGRAM = """
import sys
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.memory.ram import ram
from tb.hdl.blocks import many_registers, two_stages
for module, params in eval(sys.argv[1]):
    text = "".join(entry.text for entry in design(module, params))
print(text)
"""
TARGET = "(two_stages, dict(width=12)), (many_registers, dict(width=5))"


def convert(hash_seed, before=""):
    environment = {**os.environ, "PYTHONHASHSEED": str(hash_seed)}
    return subprocess.run([sys.executable, "-c", PROGRAM, f"[{before}{TARGET}]"], env=environment, cwd=ROOT,
                          check=True, capture_output=True, text=True).stdout


def test_same_under_every_hash_seed():
    assert len({convert(hash_seed) for hash_seed in range(4)}) == 1


def test_same_after_other_conversions():
    assert convert(0) == convert(0, "(ram, dict(width=8, depth=4)), (two_stages, dict(width=3)), ")
