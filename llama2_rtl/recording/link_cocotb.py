"""A story over a board's serial line, a stop in the middle of the next: host and core stand around the link."""

import cocotb
from cocotb.triggers import ClockCycles, FallingEdge

from llama2_rtl.converters.uart.protocol import PROMPT, STOP, encode
from llama2_rtl.recording.hosts import offer, take
from llama2_rtl.recording.runs import CYCLES_PER_BIT
from llama2_rtl.simulation.dut import reset, rng

TOKENS, LIMIT, STORY, PAUSE = (3, 0xC0, 7), 4, (5, 0xDB, 9), 0.5


async def say(dut, data):
    """Bytes on the line: a start bit, eight bits, a stop bit."""
    for byte in data:
        for bit in (0, *(byte >> place & 1 for place in range(8)), 1):
            dut.rxd.value = bit
            await ClockCycles(dut.clk, CYCLES_PER_BIT)


async def quiet(dut, cycles):
    """Until the link has been at rest for so many cycles."""
    rest = 0
    while rest < cycles:
        await FallingEdge(dut.clk)
        rest = rest + 1 if int(dut.txd.value) else 0


@cocotb.test(timeout_time=300, timeout_unit="us")
async def run(dut):
    random, byte = rng(), 10 * CYCLES_PER_BIT
    await reset(dut, may_be_unknown=("m_axis_tdata",))
    dut.rxd.value = 1
    await ClockCycles(dut.clk, byte)
    cocotb.start_soon(take(dut.clk, dut.m_axis_tvalid, dut.m_axis_tready, random, PAUSE))
    await say(dut, encode(PROMPT, LIMIT, *TOKENS))
    await quiet(dut, 2 * byte)
    story = [{dut.s_axis_tdata: token, dut.s_axis_tlast: int(number == len(STORY) - 1)}
             for number, token in enumerate(STORY)]
    await offer(dut.clk, dut.s_axis_tvalid, dut.s_axis_tready, story, random, PAUSE)
    await quiet(dut, 2 * byte)
    await say(dut, encode(PROMPT, LIMIT, *TOKENS) + encode(STOP))
    await quiet(dut, 2 * byte)
