"""Every row of a table as golden's elements, the last one in the cycle that the cycle model says, whether the stream
rests or some words of it are taken first."""

import os

import cocotb
import torch
from cocotb.triggers import ClockCycles, RisingEdge
from cocotb.utils import get_sim_time

from llama2_rtl.converters.timeline import last_element_of_row, parameter_words, to_residual
from llama2_rtl.golden.stages import embed
from llama2_rtl.golden.weight_image import classifier_words, image_words
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import PERIOD_NS, reset, rng
from tb.harness.streams import Sink
from tb.memory.passes import Passes, Taken
from tb.memory.row_elements_cases import case_geometry, table

TABLE, MEMORY = table(os.environ["CASE"])
GEOMETRY = case_geometry(os.environ["CASE"])
WORDS = MEMORY[:image_words(TABLE.config, TABLE.formats, TABLE.place.tile)]


@cocotb.test
async def every_row(dut):
    random, rows, dim = rng(), TABLE.rows, TABLE.config.dim
    exponents = torch.tensor(rows.exponent).clamp(0, 63)
    expected = embed(torch.tensor(rows.integers), torch.tensor(rows.scale), exponents).tolist()
    await reset(dut)
    dut.m_ready.value = 0
    sink = Sink(dut.clk, dut.load_valid, None, dict(x=dut.load_x), signed=("x",))
    passes = Passes(dut, Taken(dut), WORDS, classifier_words(TABLE.config, TABLE.formats, TABLE.place.tile), random)
    cocotb.start_soon(passes.run())

    def now():
        return int(get_sim_time("ns") - sink.begin) // PERIOD_NS

    for row in range(len(expected)):
        left, before = random.choice((0, 1, 3, 9, 30, 60)), len(sink.words)
        await ClockCycles(dut.clk, 30)
        dut.m_ready.value = int(left > 0)
        await ClockCycles(dut.clk, 10)
        begin = now()
        dut.row.value, dut.start.value = row, 1
        dut.scale.value = int(exponents[row]) << 8 | int(rows.scale[row]) - 256
        gains = max(0, left - parameter_words(GEOMETRY, "qkv"))
        for cycle in range(1 + max(left, gains)):
            dut.m_ready.value, dut.take.value = int(cycle < left), int(cycle == gains)
            await RisingEdge(dut.clk)
            dut.start.value = 0
        dut.take.value = 0
        await sink.wait(before + dim)
        expect_equal("embedding", expected[row], [word["x"] for word in sink.words[before:]], row=row)
        last = last_element_of_row(GEOMETRY, left, row) + to_residual(GEOMETRY) - 1
        expect_equal("cycle of the last element", last, sink.cycles[-1] - begin, row=row, left=left)
