"""Vectors loaded and added with random gaps, or all in a row as close as they may come; several vectors as a batch."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from llama2_rtl.converters.vector import batch_replay, quantizer
from llama2_rtl.converters.vector.residual import LATENCY, NORM_LATENCY, REWIND
from llama2_rtl.golden.functions import quantize
from llama2_rtl.golden.stages import add_residual, rms_norm
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import unpack
from tb.vector.vectors import in_words, one_by_one, row_by_row, vector

DIM, LANES, ACT_BITS, EPS_INT, VECTORS = (int(os.environ.get(name, 0)) for name in (
    "DIM", "LANES", "ACT_BITS", "EPS_INT", "VECTORS"))
READY_LATENCY = LATENCY + quantizer.latency(VECTORS, -(-DIM // LANES))
NORM_READY = NORM_LATENCY + (VECTORS > 1)
REPLAY = 0 if VECTORS == 1 else 2 + batch_replay.WAIT + DIM * VECTORS - 1
"""Cycles from the last element that is loaded to the same one as it comes again."""
GAIN_LIMIT = 32767


class Gains:
    """Drives `gain` with the gain whose turn it is; a vector's gains end at `gain_pop_last`."""

    def __init__(self, dut):
        self.dut, self.waiting = dut, []
        cocotb.start_soon(self._run())

    async def _run(self):
        while True:
            await FallingEdge(self.dut.clk)
            if int(self.dut.gain_pop.value):
                assert int(self.dut.gain_pop_last.value) == (len(self.waiting) % DIM == 1), "gain_pop_last"
                await RisingEdge(self.dut.clk)
                self.waiting.pop(0)
            self.dut.gain.value = self.waiting[0] if self.waiting else 0


async def send(dut, random, values, load, pause):
    """A batch into the residual stream; returns in the cycle after its last element."""
    valid, data = (dut.load_valid, dut.load_x) if load else (dut.add_valid, dut.add_y)
    for number, index in (one_by_one if load else row_by_row)(VECTORS, DIM):
        while random.random() < pause:
            await RisingEdge(dut.clk)
        valid.value, data.value = 1, values[number][index]
        if VECTORS > 1:
            (dut.load_vector if load else dut.add_vector).value = number
        await RisingEdge(dut.clk)
        valid.value, data.value = 0, random.getrandbits(31)


async def read(dut):
    """The mantissas of each vector."""
    got = [[] for _ in range(VECTORS)]
    for addr in range(-(-DIM // LANES)):
        dut.act_addr.value = addr
        await RisingEdge(dut.clk)
        dut.take.value = 0
        await FallingEdge(dut.clk)
        elements = unpack(dut.act_data.value.to_unsigned(), ACT_BITS, LANES * VECTORS, signed=True)
        for number in range(VECTORS):
            got[number] += elements[number * LANES:(number + 1) * LANES]
    return got


async def watch_x(dut, elements):
    """The tap: every new element of X with its vector and index."""
    while True:
        await FallingEdge(dut.clk)
        if int(dut.x_we.value):
            number = int(dut.x_vector.value) if VECTORS > 1 else 0
            elements.append(((number, int(dut.x_index.value)), dut.x.value.to_signed()))


def expect_x(x, tapped, load, batch):
    """That the tap has shown X: as it was loaded, then as it was replayed, or as it was added to."""
    orders = [row_by_row] if VECTORS == 1 or not load else [one_by_one, row_by_row]
    expected = [(place, int(x[place])) for order in orders for place in order(VECTORS, DIM)]
    expect_equal("residual", [value for _, value in expected], [value for _, value in tapped], batch=batch)
    for part, name in enumerate(("vector", "index")):
        expect_equal(f"residual {name}", [place[part] for place, _ in expected], [place[part] for place, _ in tapped],
                     batch=batch)
    tapped.clear()


async def check_norm(dut, batch, x, gains, wait):
    """From the cycle after the last element on, which comes for the last time `wait` cycles later: the latencies, then
    rm, k, shift and the mantissas."""
    u, rm, k = rms_norm(x, gains, EPS_INT)
    quantized = [quantize(row, ACT_BITS) for row in u]
    last = max(NORM_READY, READY_LATENCY) if VECTORS > 1 else NORM_READY
    for cycle in range(1 - wait, last + 1):
        await FallingEdge(dut.clk)
        assert int(dut.ready.value) == (cycle >= READY_LATENCY), f"batch {batch}: ready in cycle {cycle}"
        done = int(dut.norm_done.value)
        if VECTORS == 1 or cycle >= NORM_READY:
            assert done == (cycle == NORM_READY), f"batch {batch}: norm_done is {done} in cycle {cycle}"
        if cycle < last:
            await RisingEdge(dut.clk)
    await check_roots(dut, batch, rm, k)
    await RisingEdge(dut.clk)
    dut.take.value = 1
    await FallingEdge(dut.clk)
    for number, (_, shift) in enumerate(quantized):
        if VECTORS > 1:
            dut.shift_vector.value = number
            await Timer(1, unit="ns")
        expect_equal("rms_norm shift", int(shift), dut.shift.value.to_unsigned(), batch=batch, vector=number)
    for number, got in enumerate(await read(dut)):
        expect_equal("rms_norm", in_words(quantized[number][0].tolist(), LANES), got, batch=batch, vector=number)
    await check_roots(dut, batch, rm, k)
    await RisingEdge(dut.clk)


async def check_roots(dut, batch, rm, k):
    """In the middle of a cycle: 1/rms of each vector, by its number."""
    for number in range(VECTORS):
        if VECTORS > 1:
            dut.norm_vector.value = number
            await Timer(1, unit="ns")
        expect_equal("rms_norm rm", int(rm[number]), dut.rm.value.to_unsigned(), batch=batch, vector=number)
        expect_equal("rms_norm k", int(k[number]), dut.k.value.to_unsigned(), batch=batch, vector=number)


@cocotb.test
async def vectors(dut):
    random = rng()
    await reset(dut, may_be_unknown=["act_data"])
    gains, tapped = Gains(dut), []
    cocotb.start_soon(watch_x(dut, tapped))
    x = None
    for batch in range(30 if VECTORS == 1 else 15):
        load = batch % 5 == 0
        values = torch.tensor([vector(random, DIM) for _ in range(VECTORS)])
        x = values if load else add_residual(x, values)
        gain = torch.tensor([random.randint(-GAIN_LIMIT, GAIN_LIMIT) for _ in range(DIM)])
        gain[random.randrange(DIM)] = random.choice([-GAIN_LIMIT, 0, GAIN_LIMIT])
        gains.waiting += gain.tolist()
        await RisingEdge(dut.clk)
        await send(dut, random, values.tolist(), load, pause=random.choice([0, 0.4]))
        await check_norm(dut, batch, x, gain, wait=REPLAY if load else 0)
        expect_x(x, tapped, load, batch)


@cocotb.test
async def closest_vectors(dut):
    """A vector may begin REWIND cycles after the last element of the one before; so may a batch."""
    random = rng()
    await reset(dut, may_be_unknown=["act_data", "shift"])
    gains, tapped = Gains(dut), []
    cocotb.start_soon(watch_x(dut, tapped))
    # Each vector is taken at once: the next one must not replace it before.
    dut.take.value = 1
    x = None
    for batch in range(20):
        values = torch.tensor([vector(random, DIM) for _ in range(VECTORS)])
        x = values if batch == 0 else add_residual(x, values)
        gains.waiting += [1] * DIM
        await send(dut, random, values.tolist(), batch == 0, pause=0)
        for _ in range(REWIND - 1 + (REPLAY if batch == 0 else 0)):
            await RisingEdge(dut.clk)
        expect_x(x, tapped, batch == 0, batch)
