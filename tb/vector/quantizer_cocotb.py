"""Vectors with random gaps; the next is written while one is quantised and read."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from golden.functions import quantize
from simulation.compare import expect_equal
from simulation.dut import reset, rng
from tb.harness.streams import unpack
from tb.vector.vectors import in_words, vector

LANES, MAX_COLUMNS, ACT_BITS, LATENCY = (int(os.environ.get(name, 0)) for name in (
    "LANES", "MAX_COLUMNS", "ACT_BITS", "LATENCY"))


async def write(dut, random, values, first, end, pause):
    """Rests for a cycle, as the one after `commit` must be, and writes values[first:end], with `commit` if that reaches
    the vector's end."""
    await RisingEdge(dut.clk)
    for index in range(first, end):
        while random.random() < pause:
            await RisingEdge(dut.clk)
        dut.we.value, dut.index.value, dut.u.value = 1, index, values[index]
        dut.commit.value = index == len(values) - 1
        await RisingEdge(dut.clk)
        dut.we.value = dut.commit.value = 0
        dut.index.value, dut.u.value = random.randrange(MAX_COLUMNS), random.getrandbits(31)


async def read(dut, words):
    """The activation words 0 to words - 1, one per cycle, from this cycle on."""
    got = []
    for addr in range(words):
        dut.act_addr.value = addr
        await RisingEdge(dut.clk)
        dut.take.value = 0
        await FallingEdge(dut.clk)
        got += unpack(dut.act_data.value.to_unsigned(), ACT_BITS, LANES, signed=True)
    return got


@cocotb.test
async def vectors(dut):
    random = rng()
    await reset(dut, may_be_unknown=["act_data"])
    lengths = [1, min(LANES, MAX_COLUMNS), MAX_COLUMNS, MAX_COLUMNS - 1, min(LANES + 1, MAX_COLUMNS)]
    lengths += [random.randint(1, MAX_COLUMNS) for _ in range(20)]
    columns = [vector(random, length) for length in lengths]
    begun = 0
    for number, values in enumerate(columns):
        await write(dut, random, values, begun, len(values), pause=random.choice([0, 0.3]))
        following = columns[number + 1] if number + 1 < len(columns) else [0]
        begun = random.randrange(len(following))
        writer = cocotb.start_soon(write(dut, random, following, 0, begun, pause=random.choice([0, 0.3])))
        for cycle in range(1, LATENCY):
            await FallingEdge(dut.clk)
            assert not int(dut.ready.value), f"vector {number}: ready after {cycle} cycles"
            await RisingEdge(dut.clk)
        mantissas, shift = quantize(torch.tensor(values), ACT_BITS)
        words = -(-len(values) // LANES)
        dut.take.value = 1
        await FallingEdge(dut.clk)
        assert int(dut.ready.value), f"vector {number}: not ready {LATENCY} cycles after commit"
        expect_equal("quantizer shift", int(shift), dut.shift.value.to_unsigned(), vector=number)
        await RisingEdge(dut.clk)
        for _ in range(random.randint(1, 2)):
            got = await read(dut, words)
            expect_equal("quantizer", in_words(mantissas.tolist(), LANES), got, vector=number)
            assert not int(dut.ready.value), f"vector {number}: ready stays after take"
            await RisingEdge(dut.clk)
        await writer
        expect_equal("quantizer shift", int(shift), dut.shift.value.to_unsigned(), vector=number)
