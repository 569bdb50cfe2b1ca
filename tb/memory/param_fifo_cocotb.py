"""Segments of random length, padded to whole words, pushed and popped under random pauses."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Source, pack

WORD_BYTES, DEPTH_WORDS, PADDED = (int(os.environ.get(name, 0)) for name in ("WORD_BYTES", "DEPTH_WORDS", "PADDED"))


def words_of(segment):
    """The segment's bytes, low byte first, in words of WORD_BYTES bytes."""
    data = [byte for value in segment for byte in (value & 255, value >> 8)]
    data += [0xA5] * (-len(data) % WORD_BYTES)
    return [pack(data[i:i + WORD_BYTES], 8) for i in range(0, len(data), WORD_BYTES)]


async def pop(dut, random, segments, pause):
    """All values; `pop_last` at each segment's end, with and without `pop`."""
    got = []
    for segment in segments:
        for index in range(len(segment)):
            while random.random() < pause:
                dut.pop.value = dut.pop_last.value = 0
                await RisingEdge(dut.clk)
            dut.pop.value = dut.pop_last.value = 0
            await FallingEdge(dut.clk)
            while not int(dut.m_valid.value):
                await FallingEdge(dut.clk)
            got.append(int(dut.m_data.value))
            is_last = index == len(segment) - 1
            dut.pop.value = not is_last or random.random() < 0.5
            dut.pop_last.value = is_last
            await RisingEdge(dut.clk)
    dut.pop.value = dut.pop_last.value = 0
    return got


@cocotb.test
@cocotb.parametrize(pauses=[(0, 0), (0.5, 0), (0, 0.5), (0.4, 0.4), (0, 0.95)])
async def segments(dut, pauses):
    random = rng()
    await reset(dut)
    lengths = [random.randint(1, 3 * WORD_BYTES) if PADDED else WORD_BYTES // 2 * random.randint(1, 6)
               for _ in range(20)]
    content = [[random.getrandbits(16) for _ in range(length)] for length in lengths]
    words = [dict(data=word) for segment in content for word in words_of(segment)]
    source = Source(dut.clk, dut.s_valid, dut.s_ready, dict(data=dut.s_data), random, pauses[0])
    sending = cocotb.start_soon(source.send(words))
    got = await pop(dut, random, content, pauses[1])
    await sending
    expect_equal("param_fifo", [value for segment in content for value in segment], got)


@cocotb.test
async def room_and_rate(dut):
    """Takes at least `depth_words` words at once; gives its values in consecutive cycles."""
    random = rng()
    await reset(dut)
    values = [random.getrandbits(16) for _ in range(DEPTH_WORDS * WORD_BYTES // 2)]
    source = Source(dut.clk, dut.s_valid, dut.s_ready, dict(data=dut.s_data), random)
    sending = cocotb.start_soon(source.send([dict(data=word) for word in words_of(values)]))
    for _ in range(DEPTH_WORDS + 4):
        await RisingEdge(dut.clk)
    assert sending.done(), f"no room for {DEPTH_WORDS} words"
    dut.pop.value = 1
    got = []
    for _ in values:
        await FallingEdge(dut.clk)
        assert int(dut.m_valid.value), f"a gap after {len(got)} values"
        got.append(int(dut.m_data.value))
        await RisingEdge(dut.clk)
    expect_equal("param_fifo", values, got)
    dut.pop.value = 0
    await FallingEdge(dut.clk)
    assert not int(dut.m_valid.value), "more values than were written"
    await RisingEdge(dut.clk)
