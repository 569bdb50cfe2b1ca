"""A prompt and its answer, through the core on chip."""

import cocotb
from cocotb.triggers import ClockCycles

from llama2_rtl.recording.hosts import offer, take
from llama2_rtl.simulation.dut import reset, rng

PROMPT, ANSWER, PAUSE = (1, 5), 2, 0.6


@cocotb.test(timeout_time=300, timeout_unit="us")
async def run(dut):
    random = rng()
    await reset(dut, clock="aclk", rst="aresetn", active=0, may_be_unknown=("m_axis_tdata", "m_axis_tlast"))
    dut.max_tokens.value = ANSWER
    words = [{dut.s_axis_tdata: token, dut.s_axis_tlast: int(number == len(PROMPT) - 1)}
             for number, token in enumerate(PROMPT)]
    cocotb.start_soon(offer(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready, words, random, 0))
    await take(dut.aclk, dut.m_axis_tvalid, dut.m_axis_tready, random, PAUSE, lambda: int(dut.m_axis_tlast.value))
    await ClockCycles(dut.aclk, 8)
