"""Inputs that keep the rules of `checked_offer`, then break one of them, as BREAK says."""

import os

import cocotb
from cocotb.triggers import RisingEdge
from cocotb.types import LogicArray

from llama2_rtl.simulation.dut import reset

KEPT = [(0, 0, 0), (1, 0, 1), (1, 0, 2), (1, 1, 2), (0, 0, 0), (1, 1, 1), (1, 1, 0), (0, 1, 2), (0, 0, 0)]
BREAKS = {"": [], "withdrawn": [(1, 0, 0), (0, 1, 0)], "level": [(0, 0, 3)], "unknown": [(0, 0, LogicArray("0X"))]}


@cocotb.test
async def offers(dut):
    dut.fill.value = 3
    await reset(dut, may_be_unknown=["copy"])
    for valid, ready, fill in [*KEPT, *BREAKS[os.environ["BREAK"]], (0, 0, 0)]:
        dut.valid.value, dut.ready.value, dut.fill.value = valid, ready, fill
        await RisingEdge(dut.clk)
    await RisingEdge(dut.clk)
