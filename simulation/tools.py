"""Calls of the tools that make a program, with what they say where they fail."""

import os
import subprocess

from llama2_rtl.simulation.processes import child
from llama2_rtl.simulation.simulators import COMPILING, verilator_environment


def call_tool(folder, progress, *command):
    """Runs a command in a folder, Verilator among what it finds. progress: called with how far it is, where it is not
    None. Raises AssertionError with the command's last lines where it fails."""
    with child(command, cwd=folder, env=os.environ | verilator_environment(), text=True, stdout=subprocess.PIPE,
               stderr=subprocess.STDOUT) as process:
        lines, files = [], 0
        for line in process.stdout:
            lines.append(line.rstrip())
            files += bool(COMPILING.match(line))
            if progress:
                progress(f"compiling, file {files}" if files else "compiling")
    if process.returncode:
        raise AssertionError(f"{command[0]} fails in {folder}:\n" + "\n".join(lines[-12:]))
