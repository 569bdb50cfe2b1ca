"""Shows `forgetful` its flag, and gives it samples, as many cycles after the reset as SHOWN and SAMPLES say."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.simulation.dut import ports, reset


@cocotb.test
async def samples(dut):
    shown, given = int(os.environ["SHOWN"]), json.loads(os.environ["SAMPLES"])
    _, outputs = ports()
    await reset(dut, may_be_unknown=outputs)
    for cycle in range(20):
        dut.shown.value, dut.in_valid.value = int(cycle == shown), int(cycle in given)
        await RisingEdge(dut.clk)
