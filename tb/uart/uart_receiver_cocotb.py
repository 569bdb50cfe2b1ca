"""A sender in time of its own, whose edges fall anywhere in a cycle."""

import os

import cocotb
from cocotb.triggers import RisingEdge, Timer

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import PERIOD_NS, reset, rng
from tb.harness.streams import Sink
from tb.uart.line import frame, send

CYCLES_PER_BIT = int(os.environ.get("CYCLES_PER_BIT", 8))
GLITCH_PS = PERIOD_NS * 900
BIT_PS = CYCLES_PER_BIT * PERIOD_NS * 1000


async def begin(dut):
    """`(random, sink)` behind the reset, the line at rest and off the clock's edges."""
    random = rng()
    await reset(dut)
    dut.rxd.value = 1
    await Timer(4 * BIT_PS + random.randrange(PERIOD_NS * 1000), "ps")
    return random, Sink(dut.clk, dut.m_valid, None, dict(data=dut.m_data))


async def expect(dut, sink, data):
    await Timer(BIT_PS, "ps")
    await RisingEdge(dut.clk)
    expect_equal("bytes", list(data), [word["data"] for word in sink.words])


@cocotb.test(timeout_time=5, timeout_unit="ms")
@cocotb.parametrize(error=[-0.02, -0.01, 0.0, 0.01, 0.02])
async def rates_and_no_gaps(dut, error):
    random, sink = await begin(dut)
    data = [0x00, 0xFF, 0x55, 0xAA, 0x01, 0x80, *random.randbytes(60)]
    await send(dut.rxd, data, round(BIT_PS / (1 + error)))
    await expect(dut, sink, data)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def gaps(dut):
    random, sink = await begin(dut)
    data = random.randbytes(30)
    for byte in data:
        await send(dut.rxd, [byte], BIT_PS)
        await Timer(random.randrange(2 * BIT_PS), "ps")
    await expect(dut, sink, data)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def glitches_at_rest(dut):
    """Low for less than a third of a bit is no start bit; the byte that follows a bit later is whole."""
    random, sink = await begin(dut)
    data = random.randbytes(20)
    for byte in data:
        dut.rxd.value = 0
        await Timer(random.randrange(1, BIT_PS // 3), "ps")
        dut.rxd.value = 1
        await Timer(BIT_PS, "ps")
        await send(dut.rxd, [byte], BIT_PS)
    await expect(dut, sink, data)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def glitches_in_a_bit(dut):
    """A wrong level for less than a cycle, anywhere about the middle, does not change the bit."""
    random, sink = await begin(dut)
    data = random.randbytes(20)
    for byte in data:
        for level in frame(byte):
            before = random.randrange(BIT_PS * 5 // 16, BIT_PS * 11 // 16)
            dut.rxd.value = level
            await Timer(before, "ps")
            dut.rxd.value = 1 - level
            await Timer(GLITCH_PS, "ps")
            dut.rxd.value = level
            await Timer(BIT_PS - before - GLITCH_PS, "ps")
    await expect(dut, sink, data)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def broken_stop_bits(dut):
    """A byte whose stop bit is low, and a line that is held low, give nothing; the next byte is whole."""
    random, sink = await begin(dut)
    for held_bits in (0, 1, 25):
        for level in [0, *[1] * 8, 0]:
            dut.rxd.value = level
            await Timer(BIT_PS, "ps")
        await Timer(held_bits * BIT_PS + 1, "ps")
        dut.rxd.value = 1
        await Timer(BIT_PS, "ps")
        await send(dut.rxd, b"ok", BIT_PS)
    await expect(dut, sink, b"okokok")
