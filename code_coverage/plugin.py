"""A plugin of pytest with which Verilator counts, in the modules that tests simulate, the named situations of their
blocks too, as cover statements before the end, but no toggles of memories, of which only what is read matters."""

import re
from dataclasses import replace

from llama2_rtl.code_coverage.situations import LABEL, situations
from llama2_rtl.proofs.text import before_end
from llama2_rtl.simulation import simulate

_MEMORY = re.compile(r"^(?:\(\*.*\*\) )?reg [^;]*\[0:[^;]*\];", re.M)

_design = simulate.design


def pytest_configure(config):
    simulate.design = _counted_design


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
