"""Vectors loaded and added with random gaps, or all in a row as close as they may come."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from golden.functions import quantize
from golden.stages import add_residual, rms_norm
from simulation.compare import expect_equal
from simulation.dut import reset, rng
from tb.harness.streams import unpack
from tb.vector.vectors import in_words, vector

DIM, LANES, ACT_BITS, EPS_INT = (int(os.environ.get(name, 0)) for name in (
    "DIM", "LANES", "ACT_BITS", "EPS_INT"))
READY_LATENCY, NORM_LATENCY, REWIND = (int(os.environ.get(name, 0)) for name in (
    "READY_LATENCY", "NORM_LATENCY", "REWIND"))
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
    """One vector into the residual stream; returns in the cycle after its last element."""
    valid, data = (dut.load_valid, dut.load_x) if load else (dut.add_valid, dut.add_y)
    for value in values:
        while random.random() < pause:
            await RisingEdge(dut.clk)
        valid.value, data.value = 1, value
        await RisingEdge(dut.clk)
        valid.value, data.value = 0, random.getrandbits(31)


async def read(dut):
    got = []
    for addr in range(-(-DIM // LANES)):
        dut.act_addr.value = addr
        await RisingEdge(dut.clk)
        dut.take.value = 0
        await FallingEdge(dut.clk)
        got += unpack(dut.act_data.value.to_unsigned(), ACT_BITS, LANES, signed=True)
    return got


async def watch_x(dut, elements):
    """The tap: every new element of X with its index."""
    while True:
        await FallingEdge(dut.clk)
        if int(dut.x_we.value):
            elements.append((int(dut.x_index.value), dut.x.value.to_signed()))


async def check_norm(dut, number, x, gains):
    """From the cycle after the last element on: the latencies, then rm, k, shift and the mantissas."""
    u, rm, k = rms_norm(x, gains, EPS_INT)
    mantissas, shift = quantize(u, ACT_BITS)
    for cycle in range(1, NORM_LATENCY + 1):
        await FallingEdge(dut.clk)
        assert int(dut.ready.value) == (cycle >= READY_LATENCY), f"vector {number}: ready in cycle {cycle}"
        done = int(dut.norm_done.value)
        assert done == (cycle == NORM_LATENCY), f"vector {number}: norm_done is {done} in cycle {cycle}"
        if cycle < NORM_LATENCY:
            await RisingEdge(dut.clk)
    await check_root(dut, number, rm, k)
    await RisingEdge(dut.clk)
    dut.take.value = 1
    await FallingEdge(dut.clk)
    expect_equal("rms_norm shift", int(shift), dut.shift.value.to_unsigned(), vector=number)
    expect_equal("rms_norm", in_words(mantissas.tolist(), LANES), await read(dut), vector=number)
    await check_root(dut, number, rm, k)
    await RisingEdge(dut.clk)


async def check_root(dut, number, rm, k):
    expect_equal("rms_norm rm", int(rm), dut.rm.value.to_unsigned(), vector=number)
    expect_equal("rms_norm k", int(k), dut.k.value.to_unsigned(), vector=number)


@cocotb.test
async def vectors(dut):
    random = rng()
    await reset(dut, may_be_unknown=["act_data"])
    gains, tapped = Gains(dut), []
    cocotb.start_soon(watch_x(dut, tapped))
    x = None
    for number in range(30):
        load = number % 5 == 0
        values = torch.tensor(vector(random, DIM))
        x = values if load else add_residual(x, values)
        gain = torch.tensor([random.randint(-GAIN_LIMIT, GAIN_LIMIT) for _ in range(DIM)])
        gain[random.randrange(DIM)] = random.choice([-GAIN_LIMIT, 0, GAIN_LIMIT])
        gains.waiting += gain.tolist()
        await RisingEdge(dut.clk)
        await send(dut, random, values.tolist(), load, pause=random.choice([0, 0.4]))
        await check_norm(dut, number, x, gain)
        expect_equal("residual", x.tolist(), [value for _, value in tapped], vector=number)
        expect_equal("residual index", range(DIM), [index for index, _ in tapped], vector=number)
        tapped.clear()


@cocotb.test
async def closest_vectors(dut):
    """A vector may begin REWIND cycles after the last element of the one before."""
    random = rng()
    await reset(dut, may_be_unknown=["act_data", "shift"])
    gains, tapped = Gains(dut), []
    cocotb.start_soon(watch_x(dut, tapped))
    # Each vector is taken at once: the next one must not replace it before.
    dut.take.value = 1
    x = None
    for number in range(20):
        values = torch.tensor(vector(random, DIM))
        x = values if number == 0 else add_residual(x, values)
        gains.waiting += [1] * DIM
        await send(dut, random, values.tolist(), number == 0, pause=0)
        for _ in range(REWIND - 1):
            await RisingEdge(dut.clk)
        expect_equal("residual", x.tolist(), [value for _, value in tapped], vector=number)
        tapped.clear()
