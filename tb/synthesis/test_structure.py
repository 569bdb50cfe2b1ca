"""Yosys on the default preset: every ROM and RAM stays a memory read on a clock edge, every copy of a register a
register; no wide multiplexer, no latch."""

import re

import pytest

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.hdl.copies import ON_REGISTER
from llama2_rtl.converters.presets import DEFAULT
from llama2_rtl.converters.tops.llama2_rtl import build
from tb.synthesis.yosys import cells

WORD_BITS = 16 * DEFAULT.lanes
"""The widest word of the datapath: an operand of every lane."""

ARRAY = re.compile(r"reg \[\d+:0\] \w+ \[0:\d+\];")
"""The declaration of a memory in Verilog."""

COPY = re.compile(rf"{re.escape(ON_REGISTER)} reg (?:\[(\d+):0\] )?\w+;")
"""The declaration of a register that is like others."""


@pytest.fixture(scope="module")
def netlist(tmp_path_factory):
    module, params, memories = build(DEFAULT, DEFAULT.checkpoint)
    return cells(module, params, memories, tmp_path_factory.mktemp("yosys"))


def in_all_instances(module, params, count_in):
    """The sum, over all instances in the hierarchy, of what `count_in` counts in the Verilog of one."""
    modules = {entry.verilog_name: entry.text for entry in design(module, params)}

    def count(name):
        lines = modules[name].splitlines()
        below = sum(count(line.split()[0]) for line in lines if line.endswith("(") and line.split()[0] in modules)
        return below + count_in(modules[name])

    return count(next(reversed(modules)))


def test_every_memory_is_inferred(netlist):
    module, params, _ = build(DEFAULT, None)
    memories = [parameters for kind, parameters, _ in netlist if kind.startswith("$mem")]
    assert len(memories) == in_all_instances(module, params, lambda text: len(ARRAY.findall(text))) > 0
    for parameters in memories:
        asynchronous = (1 << parameters["RD_PORTS"]) - 1 & ~parameters["RD_CLK_ENABLE"]
        assert not asynchronous, f"{parameters['MEMID']} is read without a clock"


def test_every_copy_stays(netlist):
    module, params, _ = build(DEFAULT, None)
    kept = sum(parameters["WIDTH"] for _, parameters, attributes in netlist if "keep" in attributes)
    assert kept == in_all_instances(
        module, params, lambda text: sum(int(high or 0) + 1 for high in COPY.findall(text))) > 0


def test_no_wide_multiplexer_of_registers(netlist):
    for kind, parameters, _ in netlist:
        assert kind not in ("$shiftx", "$bmux"), f"a {kind} selects from registers by an index: {parameters}"
        if kind == "$pmux":
            bits = parameters["WIDTH"] * parameters["S_WIDTH"]
            assert bits <= WORD_BITS, f"a multiplexer of {parameters['S_WIDTH']} inputs of {parameters['WIDTH']} bits"


def test_no_latch(netlist):
    assert not [kind for kind, _, _ in netlist if kind in ("$dlatch", "$adlatch", "$sr", "$dlatchsr")]
