"""Mutants side by side with their original: what changes nothing at the ports is proven equal, what changes something
never is."""

import pytest

from llama2_rtl.converters.control.pipeline_controller import pipeline_controller
from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.memory.fifo import fifo
from llama2_rtl.converters.stages.argmax import argmax
from llama2_rtl.mutation.equivalence import is_equal

BLOCKS = {"argmax": (argmax, dict(row_bits=10, vectors=1)), "fifo": (fifo, dict(width=12, depth=16)),
          "pipeline_controller": (pipeline_controller, dict(layers=2))}

CASES = {
    "data under a valid begins at another value": ("argmax", "present_row <= 0;", "present_row <= 1;", True),
    "data found by a condition": ("argmax", "best <= 0;", "best <= 1;", True),
    "the same in other words": ("argmax", "ended <= (in_valid && in_last);", "ended <= (in_last && in_valid);", True),
    "valid begins high": ("argmax", "out_valid <= 0;", "out_valid <= 1;", False),
    "the last of equals": ("argmax", "(key > best_key)", "(key >= best_key)", False),
    "data under a valid": ("argmax", "present_row <= in_row;", "present_row <= 0;", False),
    "what a placed block is given": ("fifo", ".s_data(word_data)", ".s_data(s_data)", False),
    "a handshake": ("fifo", ".s_valid(word_valid)", ".s_valid(s_valid)", False),
    "written in any state before it is read": (
        "pipeline_controller", "stage <= IDLE;\n        written <= 0;", "stage <= IDLE;\n        written <= 1;", True),
    "a pulse": ("pipeline_controller", "written <= 1;", "written <= 0;", False),
}
"""(block, text, what takes its place, whether that is equal)."""


@pytest.mark.parametrize("case", CASES)
def test_is_equal(case, tmp_path):
    block, text, changed, expected = CASES[case]
    module, params = BLOCKS[block]
    modules = {entry.verilog_name: entry for entry in design(module, params, checks=True)}
    entry = list(modules.values())[-1]
    assert entry.text.count(text) >= 1
    assert is_equal(entry, entry.text.replace(text, changed), modules, tmp_path) is expected
