"""Words that keep the rules of a bundle, then break one of them, as BREAK says."""

import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.simulation.dut import reset

KEPT = [(0, 0, 0), (1, 0, 9), (1, 0, 9), (1, 1, 9), (1, 1, 199), (0, 1, 255), (1, 0, 3), (1, 1, 3), (0, 0, 7)]
BREAKS = {"": [], "withdrawn": [(1, 0, 9), (0, 1, 9)], "changed": [(1, 0, 9), (1, 1, 8)], "large": [(1, 1, 200)]}


@cocotb.test
async def words(dut):
    await reset(dut)
    for valid, ready, data in [*KEPT, *BREAKS[os.environ["BREAK"]], (0, 0, 0)]:
        dut.s_valid.value, dut.m_ready.value, dut.s_data.value = valid, ready, data
        await RisingEdge(dut.clk)
    assert int(dut.count.value) == 3, f"{int(dut.count.value)} words were counted"
    await RisingEdge(dut.clk)
