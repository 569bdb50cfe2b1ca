"""Rows of the embedding for the vectors of a batch, one after the other, from a memory that pauses."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.recording.hosts import offer
from llama2_rtl.recording.runs import EMBEDDING
from llama2_rtl.simulation.dut import reset, rng

SCALES, PAUSE = (0x0A40, 0x0B91, 0x09C3), 0.5


@cocotb.test(timeout_time=300, timeout_unit="us")
async def run(dut):
    random, columns = rng(), EMBEDDING["columns"]
    await reset(dut)
    for vector in range(EMBEDDING["vectors"]):
        words = [{dut.s_data: random.getrandbits(8 * columns)} for _ in range(EMBEDDING["dim"] // columns)]
        dut.scale.value, dut.of_vector.value, dut.start.value = SCALES[vector], vector, 1
        sent = cocotb.start_soon(offer(dut.clk, dut.s_valid, dut.s_ready, words, random, PAUSE))
        await RisingEdge(dut.clk)
        dut.start.value = 0
        left = EMBEDDING["dim"]
        while left:
            await FallingEdge(dut.clk)
            left -= int(dut.load_valid.value)
        await RisingEdge(dut.clk)
        await sent
