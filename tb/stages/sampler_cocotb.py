"""Texts of several tokens each, their logits with pauses: random ones, equal ones, extremes, at every temperature. Of
several vectors each has logits of its own and meets the variates of its own position, the last one those of the given
one, the others those in front of it."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.kernels.gumbel import READY
from llama2_rtl.converters.stages.sampler import LATENCY
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.sampling import Sampler, first_state, states, variates
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.vector.vectors import row_by_row

VECTORS, POSITION_BITS = int(os.environ["VECTORS"]), int(os.environ["POSITION_BITS"])
LOWEST, HIGHEST = -(1 << 31), (1 << 31) - 1
INVERSES = (0, 1, 2, 100, 4095, 4096, 4097, 20000, 65534, 65535)
SPANS = ((LOWEST, HIGHEST), (LOWEST, LOWEST), (HIGHEST, HIGHEST), (HIGHEST - 5000, HIGHEST), (LOWEST, LOWEST + 5000),
         (-3, 3), (0, 0), (-200000, 200000))


def logits(random):
    """The logits of each vector."""
    count = random.choice([1, 2, 10, 60])
    return [[random.randint(low, high) for _ in range(count)] for low, high in random.choices(SPANS, k=VECTORS)]


async def send(dut, values, random, pause):
    """The logits of a token of each vector. Returns the tokens that came out before the last logit had gone in, of all
    vectors but the last."""
    order, at, early = row_by_row(VECTORS, len(values[0])), 0, []
    while at < len(order):
        vector, row = order[at]
        valid = random.random() >= pause
        last = row == len(values[0]) - 1
        dut.in_valid.value, dut.in_last.value = valid, last if valid else random.getrandbits(1)
        dut.y.value = values[vector][row] if valid else HIGHEST
        dut.in_row.value = row if valid else random.getrandbits(10)
        if VECTORS > 1:
            dut.in_vector.value = vector if valid else random.randrange(VECTORS)
        at += valid
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            assert last, "sampler: a token before its last logit"
            early.append(chosen(dut))
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0
    return early


def chosen(dut):
    """(vector, token) that come out."""
    return int(dut.out_vector.value) if VECTORS > 1 else 0, int(dut.row.value)


async def tokens(dut, early):
    """The tokens of all vectors, that of the last one LATENCY cycles after its last logit."""
    found = list(early)
    for cycle in range(1, LATENCY + 1):
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            found.append(chosen(dut))
            if found[-1][0] == VECTORS - 1:
                expect_equal("sampler latency", LATENCY, cycle)
        if cycle < LATENCY:
            await RisingEdge(dut.clk)
    expect_equal("sampler vectors", range(VECTORS), [vector for vector, _ in found])
    return [token for _, token in found]


async def begin(dut, seed, inverse, position, random):
    """A position of a text: golden's choice of each vector's logits, the dut with the same seed and ready."""
    dut.seed.value, dut.inverse_temperature.value = seed, inverse
    dut.seed_load.value, dut.position.value = 1, position
    await RisingEdge(dut.clk)
    dut.seed_load.value, dut.seed.value = 0, random.getrandbits(32)
    dut.position.value = random.getrandbits(POSITION_BITS)
    for _ in range(READY):
        await RisingEdge(dut.clk)
    def choose(of_vectors):
        first = position - len(of_vectors) + 1
        return [Sampler(inverse, seed)(torch.tensor(logits), [0] * (first + vector + 1))
                for vector, logits in enumerate(of_vectors)]
    return choose


@cocotb.test
async def texts(dut):
    random, chances = rng(), 0
    await reset(dut)
    for number, inverse in enumerate(INVERSES * 2):
        seed = random.getrandbits(32)
        for position in random.sample(range(VECTORS - 1, 1 << POSITION_BITS), 4):
            choose = await begin(dut, seed, inverse, position, random)
            values = logits(random)
            expected = choose(values)
            chances += expected != [argmax_lowest(torch.tensor(own)) for own in values]
            early = await send(dut, values, random, random.choice([0, 0.4]))
            found = await tokens(dut, early)
            expect_equal("sampler token", expected, found, text=number, inverse=inverse, position=position)
            await RisingEdge(dut.clk)
    assert chances > 10, "nearly all tokens were the likeliest: this test would not see a sampler that is greedy"


@cocotb.test
async def saturation(dut):
    """A variate lifts the largest logit beyond the score's range: it stays the largest."""
    random, rows = rng(), 40
    await reset(dut)
    rare = (seed for seed in range(100_000) if variates(states(first_state(seed), rows))[1:].max() > 40_000)
    for _ in range(2):
        choose = await begin(dut, next(rare), 65535, VECTORS - 1, random)
        early = await send(dut, [[HIGHEST] * rows] * VECTORS, random, 0)
        expected = choose([[HIGHEST] * rows] * VECTORS)
        assert expected[0] > 0
        expect_equal("sampler token", expected, await tokens(dut, early))
        await RisingEdge(dut.clk)
