"""Two and a half rounds through the image without and with pauses of the taker."""

import os

import cocotb
from cocotb.triggers import RisingEdge

from tb.harness.compare import expect_equal
from tb.harness.dut import reset, rng
from tb.harness.streams import Sink


@cocotb.test
@cocotb.parametrize(pause=[0, 0.3, 0.8])
async def rounds(dut, pause):
    random = rng()
    contents = [int(word) for word in os.environ["CONTENTS"].split()]
    await reset(dut)
    sink = Sink(dut.clk, dut.m_valid, dut.m_ready, dict(data=dut.m_data), random, pause)
    count = max(40, 5 * len(contents) // 2)
    await sink.wait(count)
    expected = [contents[i % len(contents)] for i in range(count)]
    expect_equal("weight_source", expected, [word["data"] for word in sink.words[:count]])
    if pause == 0:
        first = sink.cycles[0]
        assert sink.cycles[:count] == list(range(first, first + count)), "not one word per cycle"
    await RisingEdge(dut.clk)


@cocotb.test
async def words_wait(dut):
    """While nobody takes, the first word stays; then the words come in every cycle."""
    contents = [int(word) for word in os.environ["CONTENTS"].split()]
    await reset(dut)
    dut.m_ready.value = 0
    for _ in range(30):
        await RisingEdge(dut.clk)
    sink = Sink(dut.clk, dut.m_valid, dut.m_ready, dict(data=dut.m_data))
    await sink.wait(50)
    expect_equal("weight_source", [contents[i % len(contents)] for i in range(50)],
                 [word["data"] for word in sink.words[:50]])
    assert sink.cycles[:50] == list(range(50)), "not one word per cycle"
    await RisingEdge(dut.clk)
