"""Rows in random order, where commands are taken and words come with random pauses or none."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi.bus import page_beats
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.axi.row_tables import CASES, FOLD, table
from tb.harness.streams import Sink, Source

CASE = os.environ["CASE"]
TABLE, TIED, TILE = table(CASE), CASES[CASE][4], CASES[CASE][1]
PLACE, HEADER = TABLE.place, page_beats(TILE.word_bytes)
ROWS = [TABLE.words(row) for row in range(len(TABLE.rows.scale))]
EXPONENTS = TABLE.rows.exponent.clip(0, 63).tolist()


def commands(row):
    """First word and words of a row's scale, of its first block's scales, of its codes."""
    addresses = PLACE.addresses(row)
    ranges = [PLACE.scale_address(row)[0], 1]
    if PLACE.blocks:
        ranges += [addresses.pop(0), 1]
    return [*ranges, addresses[0], len(addresses)]


@cocotb.test
@cocotb.parametrize(pause=[0, 0.4])
async def rows(dut, pause):
    """Every row with pauses, some of them without: then each word passes in a cycle, one of scales in place of one."""
    random = rng()
    await reset(dut)
    dut.fold.value = FOLD if TIED else 0
    asked = Sink(dut.clk, dut.cmd_valid, dut.cmd_ready, dict(offset=dut.cmd_offset, words=dut.cmd_words), random, pause)
    came = Sink(dut.clk, dut.m_valid, dut.m_ready, dict(data=dut.m_data), random, pause)
    memory = Source(dut.clk, dut.s_valid, dut.s_ready, dict(data=dut.s_data), random, pause)

    async def answer():
        served = 0
        while True:
            await asked.wait(served + 1, limit=1_000_000)
            at, words = asked.words[served]["offset"] - HEADER, asked.words[served]["words"]
            await memory.send([dict(data=word) for word in TABLE.memory[at:at + words]])
            served += 1

    cocotb.start_soon(answer())
    order = list(range(len(ROWS)))
    random.shuffle(order)
    if not pause:
        del order[60:]
    if TILE.word_bytes > 1024:  # where a scale may wait for the turning of as many as a pass has
        del order[8:]
    for row in order:
        asked_before, before = len(asked.words), len(came.words)
        dut.row.value, dut.start.value = row, 1
        await RisingEdge(dut.clk)
        dut.start.value = 0
        await FallingEdge(dut.clk)
        assert int(dut.asking.value) == 1
        await came.wait(before + 1)
        scale = EXPONENTS[row] << 8 | int(TABLE.rows.scale[row]) - 256
        expect_equal("scale", scale, int(dut.scale.value), row=row)
        assert int(dut.asking.value) == 0
        await came.wait(before + len(ROWS[row]))
        expect_equal("row", ROWS[row], [word["data"] for word in came.words[before:]], row=row)
        found = [number for command in asked.words[asked_before:]
                 for number in (command["offset"] - HEADER, command["words"])]
        expect_equal("commands", commands(row), found, row=row)
        if not pause:
            expect_equal("cycles of the row", found[-1], came.cycles[-1] - came.cycles[before] + 1, row=row)
        for _ in range(random.choice((1, 1, 5))):
            await RisingEdge(dut.clk)
        expect_equal("scale", scale, int(dut.scale.value), row=row)
    assert len(came.words) == len(order) * len(ROWS[0]), "more words than the rows have"
