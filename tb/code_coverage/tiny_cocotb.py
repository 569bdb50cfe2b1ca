"""Both instances of the tiny module are reset; then the input of one of them alternates, EDGES times."""

import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.simulation.dut import reset


@cocotb.test
async def alternates(dut):
    await reset(dut)
    for number in range(int(os.environ["EDGES"])):
        dut.a.value = 1 - number % 2
        await RisingEdge(dut.clk)
