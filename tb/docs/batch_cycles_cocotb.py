"""Records the cycles of passes of a prompt, each a batch, from the start of one to that of the next."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.dut import reset


@cocotb.test
async def record(dut):
    size, passes, starts, cycle = int(os.environ["SIZE"]), int(os.environ["PASSES"]), [], 0
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    dut.m_axis_tready.value, dut.max_tokens.value, dut.resume.value, dut.inverse_temperature.value = 1, 4, 0, 0
    left, most = size * passes, (passes + 3) * int(os.environ["LIMIT"])
    dut.s_axis_tvalid.value, dut.s_axis_tdata.value, dut.s_axis_tlast.value = 1, 1, left == 1
    while len(starts) < passes + 3:
        await FallingEdge(dut.aclk)
        cycle += 1
        assert cycle < most, f"{len(starts)} of {passes + 3} passes have begun in {most} cycles"
        taken = int(dut.s_axis_tvalid.value) and int(dut.s_axis_tready.value)
        if int(dut.u_token_loop.token_start.value):
            starts.append(cycle)
        await RisingEdge(dut.aclk)
        if taken:
            left -= 1
            dut.s_axis_tvalid.value, dut.s_axis_tlast.value = left > 0, left == 1
    with open("starts.json", "w") as report:
        json.dump(starts, report)
