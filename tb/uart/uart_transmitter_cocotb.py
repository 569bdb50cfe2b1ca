"""The line's level in every cycle, against the bits of what was sent."""

import os
from itertools import groupby

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Source
from tb.uart.line import BITS, frame

CYCLES_PER_BIT = int(os.environ.get("CYCLES_PER_BIT", 8))


async def record(dut, levels):
    while True:
        await FallingEdge(dut.clk)
        levels.append(int(dut.txd.value))


async def transmit(dut, data, pause):
    """The line's levels while `data` is sent, a share `pause` of the cycles passing between bytes."""
    random, levels = rng(), []
    await reset(dut)
    recording = cocotb.start_soon(record(dut, levels))
    source = Source(dut.clk, dut.s_valid, dut.s_ready, dict(data=dut.s_data), random, pause)
    await source.send([dict(data=byte) for byte in data])
    for _ in range((BITS + 2) * CYCLES_PER_BIT):
        await RisingEdge(dut.clk)
    recording.cancel()
    return levels


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def without_gaps(dut):
    data = [0x00, 0xFF, 0x55, *rng().randbytes(20)]
    levels = await transmit(dut, data, 0)
    begin = levels.index(0)
    expected = [level for byte in data for level in frame(byte) for _ in range(CYCLES_PER_BIT)]
    expect_equal("txd", expected, levels[begin:begin + len(expected)])
    assert set(levels[:begin] + levels[begin + len(expected):]) == {1}, "the line is low at rest"


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def with_gaps(dut):
    data = rng().randbytes(20)
    levels, at = await transmit(dut, data, 0.99), 0
    for number, byte in enumerate(data):
        at = levels.index(0, at)
        expected = [level for level in frame(byte) for _ in range(CYCLES_PER_BIT)]
        expect_equal("txd", expected, levels[at:at + len(expected)], byte=number)
        at += len(expected)
    rests = [len(list(run)) for level, run in groupby(levels) if level]
    assert max(rests) > BITS * CYCLES_PER_BIT, "there was no gap"
