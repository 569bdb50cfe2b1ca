"""Texts of several tokens each, their logits with pauses: random ones, equal ones, extremes, at every temperature."""

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from converters.kernels.gumbel import READY
from converters.stages.sampler import LATENCY
from golden.generate import argmax_lowest
from golden.sampling import Sampler, first_state, states, variates
from simulation.compare import expect_equal
from simulation.dut import reset, rng

LOWEST, HIGHEST = -(1 << 31), (1 << 31) - 1
INVERSES = (0, 1, 2, 100, 4095, 4096, 4097, 20000, 65534, 65535)
SPANS = ((LOWEST, HIGHEST), (LOWEST, LOWEST), (HIGHEST, HIGHEST), (HIGHEST - 5000, HIGHEST), (LOWEST, LOWEST + 5000),
         (-3, 3), (0, 0), (-200000, 200000))


def logits(random):
    low, high = random.choice(SPANS)
    return [random.randint(low, high) for _ in range(random.choice([1, 2, 10, 60]))]


async def send(dut, values, random, pause):
    """The logits of a token; fails where a token comes out before the last has gone in."""
    at = 0
    while at < len(values):
        valid = random.random() >= pause
        last = at == len(values) - 1
        dut.in_valid.value, dut.in_last.value = valid, last if valid else random.getrandbits(1)
        dut.y.value = values[at] if valid else HIGHEST
        dut.in_row.value = at if valid else random.getrandbits(10)
        at += valid
        await FallingEdge(dut.clk)
        expect_equal("sampler out_valid", 0, int(dut.out_valid.value))
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0


async def token(dut):
    """The token, LATENCY cycles after the last logit."""
    for cycle in range(1, LATENCY + 1):
        await FallingEdge(dut.clk)
        expect_equal("sampler out_valid", cycle == LATENCY, int(dut.out_valid.value), cycle=cycle)
        if cycle == LATENCY:
            return int(dut.row.value)
        await RisingEdge(dut.clk)


async def begin(dut, seed, inverse, random):
    """A new text: golden's sampler, the dut with the same seed and ready."""
    dut.seed.value, dut.inverse_temperature.value, dut.seed_load.value = seed, inverse, 1
    await RisingEdge(dut.clk)
    dut.seed_load.value, dut.seed.value = 0, random.getrandbits(32)
    for _ in range(READY):
        await RisingEdge(dut.clk)
    return Sampler(inverse, seed)


@cocotb.test
async def texts(dut):
    random, chances = rng(), 0
    await reset(dut)
    for number, inverse in enumerate(INVERSES * 2):
        golden = await begin(dut, random.getrandbits(32), inverse, random)
        for position in range(4):
            values = logits(random)
            expected = golden(torch.tensor(values))
            chances += expected != argmax_lowest(torch.tensor(values))
            await send(dut, values, random, random.choice([0, 0.4]))
            expect_equal("sampler token", expected, await token(dut), text=number, inverse=inverse, position=position)
            await RisingEdge(dut.clk)
    assert chances > 10, "nearly all tokens were the likeliest: this test would not see a sampler that is greedy"


@cocotb.test
async def saturation(dut):
    """A variate lifts the largest logit beyond the score's range: it stays the largest."""
    random, rows = rng(), 40
    await reset(dut)
    rare = (seed for seed in range(100_000) if variates(states(first_state(seed), rows)[0])[1:].max() > 40_000)
    for _ in range(2):
        golden = await begin(dut, next(rare), 65535, random)
        await send(dut, [HIGHEST] * rows, random, 0)
        expected = golden(torch.tensor([HIGHEST] * rows))
        assert expected > 0
        expect_equal("sampler token", expected, await token(dut))
        await RisingEdge(dut.clk)
