"""A plugin of pytest with which Verilator counts, in the modules that tests simulate, the named situations of their
blocks too, as cover statements before the end, but no toggles of memories, of which only what is read matters."""

import os
import re
from dataclasses import replace
from pathlib import Path

from llama2_rtl.code_coverage.counted.situations import LABEL, situations
from llama2_rtl.converters.hdl.text import before_end
from llama2_rtl.simulation import simulate
from llama2_rtl.simulation.coverage import VARIABLE

PASSED = "passed.txt"
"""The file, in the folder of the counts, of the tests that have passed."""

_MEMORY = re.compile(r"^(?:\(\*.*\*\) )?reg [^;]*\[0:[^;]*\];", re.M)

_design = simulate.design


def pytest_configure(config):
    simulate.design = _counted_design
    if not hasattr(config, "workerinput"):  # else it runs tests for another process, which hears of them too
        config.pluginmanager.register(_Notes())


class _Notes:
    """Notes the tests that have passed."""

    def pytest_runtest_logreport(self, report):
        if report.when == "call" and report.passed:
            with Path(os.environ[VARIABLE], PASSED).open("a") as file:
                file.write(report.nodeid.partition("@")[0] + "\n")


def _counted_design(*arguments, **options):
    entries = [with_situations(entry) for entry in _design(*arguments, **options)]
    return [replace(entry, text=without_memories(entry.text)) for entry in entries]


def without_memories(text):
    """The Verilog `text`, with a word to Verilator around each array of registers: its toggles are not counted."""
    return _MEMORY.sub(lambda found: f"/*verilator coverage_off*/ {found[0]} /*verilator coverage_on*/", text)


def with_situations(entry):
    """The module (`Converted`) with a cover statement for each of its block's situations."""
    found = situations(entry)
    statements = [f"{LABEL}{one.name}: cover property (@(posedge {one.clk}) {one.condition});  // {one.sentence}"
                  for one in found]
    return replace(entry, text=before_end(entry.text, statements)) if found else entry
