"""Rounds through the image without and with pauses of the sink, and embedding rows that cut in."""

import os

import cocotb
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge
from cocotb.utils import get_sim_time

from llama2_rtl.converters.memory.weight_source import SPARE
from llama2_rtl.golden.weight_image import classifier_words, image_words
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink
from tb.memory.passes import Passes
from tb.memory.weight_memories import WeightMemory

MEMORY = WeightMemory(os.environ["CASE"])
SHAPE = MEMORY.model, MEMORY.formats, MEMORY.tile
IMAGE_WORDS, CLASSIFIER_WORDS, ROWS = image_words(*SHAPE), classifier_words(*SHAPE), MEMORY.rows
ROW_WORDS = len(ROWS[0])


def image_sink(dut, random, pause=0, latest=0):
    """A sink of the image's words, and the Passes in which they come, told `latest` cycles late at most."""
    sink = Sink(dut.clk, dut.m_valid, dut.m_ready, dict(data=dut.m_data), random, pause)
    passes = Passes(dut, sink, MEMORY.words[:IMAGE_WORDS], CLASSIFIER_WORDS, random, latest)
    cocotb.start_soon(passes.run())
    return sink, passes


@cocotb.test
@cocotb.parametrize(pause=[0, 0.3, 0.8])
async def rounds(dut, pause):
    await reset(dut)
    # Where the sink never rests the stream is not to rest either; else it may have to wait at the end of the layers.
    sink, passes = image_sink(dut, rng(), pause, min(400, 4 * (IMAGE_WORDS - CLASSIFIER_WORDS)) if pause else 0)
    count = max(400, min(10 * IMAGE_WORDS, 2500) if pause else IMAGE_WORDS + 40)
    await sink.wait(count)
    expect_equal("weight_source", passes.words(count), [word["data"] for word in sink.words[:count]])
    if pause == 0:
        first = sink.cycles[0]
        assert sink.cycles[:count] == list(range(first, first + count)), "not one word per cycle"
    await RisingEdge(dut.clk)


@cocotb.test
async def words_wait(dut):
    """While nobody takes, the first word stays; then the words come in every cycle."""
    await reset(dut)
    dut.m_ready.value = 0
    for _ in range(30):
        await RisingEdge(dut.clk)
    sink, passes = image_sink(dut, rng())
    await sink.wait(50)
    expect_equal("weight_source", passes.words(50), [word["data"] for word in sink.words[:50]])
    assert sink.cycles[:50] == list(range(50)), "not one word per cycle"
    await RisingEdge(dut.clk)


@cocotb.test
@cocotb.parametrize(pause=[0, 0.5])
async def rows(dut, pause):
    """First, last and random rows while the image streams: each word right, the image none the worse. Where a
    sink that has rested takes a word in every cycle, the stream does not pause for a row: SPARE words are read
    meanwhile, block scales among them, and the others when the sink rests again."""
    random = rng()
    await reset(dut)
    stream, passes = image_sink(dut, random, 0.5)
    sink = Sink(dut.clk, dut.row_valid, dut.row_ready, dict(data=dut.row_data), random, pause)
    last, stream.pause = len(ROWS) - 1, pause
    for number, row in enumerate([0, last, *(min(last, at) for at in (511, 512, 1023, 1024)), *(
            random.randrange(len(ROWS)) for _ in range(6))], start=1):
        if pause == 0:
            stream.pause = 1
            await ClockCycles(dut.clk, 40)
            stream.pause = 0
            await ClockCycles(dut.clk, 20)
        dut.row.value, dut.row_start.value = row, 1
        await RisingEdge(dut.clk)
        dut.row_start.value = 0
        if pause == 0:
            begun = len(stream.words)
            await ClockCycles(dut.clk, 40)
            early = len(sink.words) - (number - 1) * ROW_WORDS
            expect_equal("words of a row", MEMORY.codes_among(row, SPARE), early, row=row)
            assert stream.cycles[-1] - stream.cycles[begun] == len(stream.words) - 1 - begun, "the stream paused"
            stream.pause = 1
        await sink.wait(number * ROW_WORDS)
        expect_equal("row", ROWS[row], [word["data"] for word in sink.words[-ROW_WORDS:]], row=row)
        await RisingEdge(dut.clk)
    await FallingEdge(dut.clk)
    assert len(sink.words) == number * ROW_WORDS, "more words than the rows have"
    expect_equal("weight_source", passes.words(len(stream.words)), [word["data"] for word in stream.words])
    await RisingEdge(dut.clk)


@cocotb.test
async def every_row(dut):
    """While the image rests: row after row, refused at random, the next request a while after the last word or at once.
    None leaves anything behind: at the end a row comes as fast as at the beginning."""
    random, last = rng(), len(ROWS) - 1
    await reset(dut)
    dut.m_ready.value = 0
    sink = Sink(dut.clk, dut.row_valid, dut.row_ready, dict(data=dut.row_data), random, 0.4)

    async def fetch(row):
        before, begin = len(sink.words), get_sim_time("ns")
        dut.row.value, dut.row_start.value = row, 1
        await RisingEdge(dut.clk)
        dut.row_start.value = 0
        await sink.wait(before + ROW_WORDS)
        expect_equal("row", ROWS[row], [word["data"] for word in sink.words[before:]], row=row)
        time = get_sim_time("ns") - begin
        await ClockCycles(dut.clk, random.choice((1, 1, 9)))
        return time

    async def fetch_at_once():
        sink.pause = 0
        await ClockCycles(dut.clk, 20)
        time = await fetch(last)
        sink.pause = 0.4
        return time

    time = await fetch_at_once()
    order = list(range(len(ROWS)))
    random.shuffle(order)
    for row in order:
        await fetch(row)
    expect_equal("nanoseconds of a row", time, await fetch_at_once())
    assert len(sink.words) == (len(ROWS) + 2) * ROW_WORDS, "more words than the rows have"
