"""Vectors with random gaps, several of them in any order; the next are written while these are quantised and read."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from llama2_rtl.converters.vector.quantizer import latency
from llama2_rtl.golden.functions import quantize
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import unpack
from tb.vector.vectors import in_any_order, in_words, vector

LANES, MAX_COLUMNS, ACT_BITS, VECTORS = (int(os.environ.get(name, 0)) for name in (
    "LANES", "MAX_COLUMNS", "ACT_BITS", "VECTORS"))


async def write(dut, random, batch, elements, pause):
    """Rests for a cycle, as the one after `commit` must be, and writes `elements`, (vector, index), of a batch, with
    `commit` where that is a vector's last."""
    await RisingEdge(dut.clk)
    for number, index in elements:
        while random.random() < pause:
            await RisingEdge(dut.clk)
        dut.we.value, dut.index.value, dut.u.value = 1, index, batch[number][index]
        if VECTORS > 1:
            dut.vector.value = number
        dut.commit.value = index == len(batch[number]) - 1
        await RisingEdge(dut.clk)
        dut.we.value = dut.commit.value = 0
        dut.index.value, dut.u.value = random.randrange(MAX_COLUMNS), random.getrandbits(31)
        if VECTORS > 1:
            dut.vector.value = random.randrange(VECTORS)


async def read(dut, words):
    """The activation words 0 to words - 1 of each vector, one per cycle, from this cycle on."""
    got = [[] for _ in range(VECTORS)]
    for addr in range(words):
        dut.act_addr.value = addr
        await RisingEdge(dut.clk)
        dut.take.value = 0
        await FallingEdge(dut.clk)
        elements = unpack(dut.act_data.value.to_unsigned(), ACT_BITS, LANES * VECTORS, signed=True)
        for number in range(VECTORS):
            got[number] += elements[number * LANES:(number + 1) * LANES]
    return got


async def expect_shifts(dut, batch, quantized):
    """In the middle of a cycle: the shift of each vector, by its number."""
    for number, (_, shift) in enumerate(quantized):
        if VECTORS > 1:
            dut.shift_vector.value = number
            await Timer(1, unit="ns")
        expect_equal("quantizer shift", int(shift), dut.shift.value.to_unsigned(), batch=batch, vector=number)


@cocotb.test
async def vectors(dut):
    random = rng()
    await reset(dut, may_be_unknown=["act_data"])
    lengths = [1, min(LANES, MAX_COLUMNS), MAX_COLUMNS, MAX_COLUMNS - 1, min(LANES + 1, MAX_COLUMNS)]
    lengths += [random.randint(1, MAX_COLUMNS) for _ in range(20)]
    batches = [[vector(random, length) for _ in range(VECTORS)] for length in lengths]
    orders = [in_any_order(random, VECTORS, length) for length in lengths]
    begun = 0
    for number, batch in enumerate(batches):
        await write(dut, random, batch, orders[number][begun:], pause=random.choice([0, 0.3]))
        following = number + 1 if number + 1 < len(batches) else 0
        begun = random.randrange(len(orders[following]))
        first = orders[following][:begun]
        writing = write(dut, random, batches[following], first, pause=random.choice([0, 0.3]))
        words = -(-len(batch[0]) // LANES)
        writer = cocotb.start_soon(writing) if VECTORS == 1 else None
        for cycle in range(1, latency(VECTORS, words)):
            await FallingEdge(dut.clk)
            assert not int(dut.ready.value), f"batch {number}: ready after {cycle} cycles"
            await RisingEdge(dut.clk)
        writer = writer or cocotb.start_soon(writing)
        quantized = [quantize(torch.tensor(values), ACT_BITS) for values in batch]
        dut.take.value = 1
        await FallingEdge(dut.clk)
        assert int(dut.ready.value), f"batch {number}: not ready {latency(VECTORS, words)} cycles after commit"
        await expect_shifts(dut, number, quantized)
        await RisingEdge(dut.clk)
        for _ in range(random.randint(1, 2)):
            got = await read(dut, words)
            for place, (mantissas, _) in enumerate(quantized):
                expect_equal("quantizer", in_words(mantissas.tolist(), LANES), got[place], batch=number, vector=place)
            assert not int(dut.ready.value), f"batch {number}: ready stays after take"
            await RisingEdge(dut.clk)
        await writer
        if VECTORS == 1:
            expect_equal("quantizer shift", int(quantized[0][1]), dut.shift.value.to_unsigned(), batch=number)
