"""Logits of several rows in a cycle, with pauses: random ones, equal ones, extremes, at every temperature."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.kernels.gumbel import READY
from llama2_rtl.converters.stages.sampler_side_by_side import latency
from llama2_rtl.golden.number_formats import Q16_16
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import pack

TAIL = int(os.environ["TAIL"])
LOWEST, HIGHEST = -(1 << 31), (1 << 31) - 1
SPANS = ((LOWEST, HIGHEST), (LOWEST, LOWEST), (HIGHEST, HIGHEST), (-1, 1), (0, 0), (-200_000, 200_000))
INVERSES = (0, 1, 4096, 20_000, 65_535)


@cocotb.test
async def texts(dut):
    random, chances = rng(), 0
    await reset(dut)
    for inverse in INVERSES * 2:
        seed = random.getrandbits(32)
        choose, greedy = Sampler(inverse, seed), Sampler(0)
        for span in SPANS:
            position, pause = random.getrandbits(12), random.choice([0, 0.4])
            values = [random.randint(*span) for _ in range(TAIL * random.choice([1, 2, 10, 30]))]
            dut.seed.value, dut.inverse_temperature.value = seed, inverse
            dut.seed_load.value, dut.position.value = 1, position
            await RisingEdge(dut.clk)
            dut.seed_load.value = 0
            for _ in range(READY):
                await RisingEdge(dut.clk)
            expected = choose(torch.tensor(values), [0] * (position + 1))
            chances += expected != greedy(torch.tensor(values), [0])
            await send(dut, values, random, pause)
            expect_equal("token", expected, await token(dut), inverse=inverse, span=span)
            await RisingEdge(dut.clk)
    assert chances > 10, "nearly all tokens were the likeliest"


async def send(dut, values, random, pause):
    groups = [values[at:at + TAIL] for at in range(0, len(values), TAIL)]
    for number, group in enumerate(groups):
        while random.random() < pause:
            dut.in_valid.value, dut.y.value = 0, random.getrandbits(TAIL * Q16_16.bits)
            await RisingEdge(dut.clk)
        dut.in_valid.value, dut.in_row.value, dut.in_last.value = 1, number, number + 1 == len(groups)
        dut.y.value = pack(group, Q16_16.bits)
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0


async def token(dut):
    """What comes `latency(TAIL)` cycles after the last logits, and not before."""
    for cycle in range(1, latency(TAIL) + 1):
        await FallingEdge(dut.clk)
        expect_equal("out_valid", cycle == latency(TAIL), int(dut.out_valid.value), cycle=cycle)
        if cycle < latency(TAIL):
            await RisingEdge(dut.clk)
    return int(dut.row.value)
