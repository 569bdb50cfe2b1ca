"""Words through a FIFO or a register slice under random pauses: in order, as many as fit at once, one per cycle."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source

WIDTH, ROOM, LATENCY = (int(os.environ.get(name, 0)) for name in ("WIDTH", "ROOM", "LATENCY"))


def source(dut, random, pause=0.0):
    return Source(dut.clk, dut.s_valid, dut.s_ready, dict(data=dut.s_data), random, pause)


@cocotb.test
@cocotb.parametrize(pauses=[(0, 0), (0.5, 0), (0, 0.5), (0.4, 0.4), (0.9, 0), (0, 0.9)])
async def in_order(dut, pauses):
    random = rng()
    await reset(dut, may_be_unknown=["m_data"])
    words = [random.getrandbits(WIDTH) for _ in range(300)]
    sink = Sink(dut.clk, dut.m_valid, dut.m_ready, dict(data=dut.m_data), random, pauses[1])
    await source(dut, random, pauses[0]).send([dict(data=word) for word in words])
    await sink.wait(len(words))
    expect_equal("words", words, [word["data"] for word in sink.words])


@cocotb.test
async def room_latency_and_rate(dut):
    random = rng()
    await reset(dut, may_be_unknown=["m_data"])
    words = [random.getrandbits(WIDTH) for _ in range(ROOM)]
    dut.s_valid.value, dut.s_data.value = 1, words[0]
    for _ in range(LATENCY):
        await FallingEdge(dut.clk)
        assert not int(dut.m_valid.value), f"a word offered in less than {LATENCY} cycles"
        await RisingEdge(dut.clk)
        dut.s_valid.value = 0
    await FallingEdge(dut.clk)
    assert int(dut.m_valid.value), f"no word offered after {LATENCY} cycles"
    await RisingEdge(dut.clk)
    sending = cocotb.start_soon(source(dut, random).send([dict(data=word) for word in words[1:]]))
    for _ in range(ROOM + LATENCY):
        await RisingEdge(dut.clk)
    assert sending.done(), f"no room for {ROOM} words"
    await FallingEdge(dut.clk)
    assert not int(dut.s_ready.value), f"room for more than {ROOM} words"
    dut.m_ready.value = 1
    for place, word in enumerate(words):
        assert int(dut.m_valid.value), f"a gap after {place} words"
        expect_equal("words", word, int(dut.m_data.value), index=place)
        await RisingEdge(dut.clk)
        await FallingEdge(dut.clk)
    assert not int(dut.m_valid.value), "more words than were written"
    await RisingEdge(dut.clk)
