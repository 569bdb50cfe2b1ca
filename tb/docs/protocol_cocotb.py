"""Gives a block the inputs of a protocol's run and records what it answers in the middle of each cycle."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.dut import ports, reset


@cocotb.test
async def record(dut):
    inputs, cycles = json.loads(os.environ["INPUTS"]), int(os.environ["CYCLES"])
    _, outputs = ports()
    await reset(dut, may_be_unknown=outputs)
    found = {name: [] for name in outputs}
    for cycle in range(cycles):
        for name, values in inputs.items():
            getattr(dut, name).value = values[cycle]
        await FallingEdge(dut.clk)
        for name in outputs:
            found[name].append(str(getattr(dut, name).value))
        await RisingEdge(dut.clk)
    with open("found.json", "w") as report:
        json.dump(found, report)
