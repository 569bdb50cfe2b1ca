"""Sequences of several seeds, taken with pauses; then states put into the generator that read every entry."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.kernels.gumbel import DEPTH, READY
from llama2_rtl.golden.sampling import first_state, states, variates
from llama2_rtl.golden.tables import GUMBEL
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

POSITION_BITS = int(os.environ["POSITION_BITS"])


async def take(dut, expected, random, pause, **where):
    """Takes the variates `expected` one by one; each is there until two cycles after its `take`."""
    row, taken = 0, False
    while row < len(expected):
        taking = row + taken < len(expected) and random.random() >= pause
        dut.take.value = taking
        await FallingEdge(dut.clk)
        expect_equal("gumbel g", expected[row], dut.g.value.to_signed(), **where, row=row)
        await RisingEdge(dut.clk)
        row, taken = row + taken, taking


async def load(dut, seed, position, random):
    dut.load.value, dut.seed.value, dut.position.value = 1, seed, position
    await RisingEdge(dut.clk)
    dut.load.value, dut.seed.value, dut.position.value = 0, random.getrandbits(32), random.getrandbits(POSITION_BITS)
    for _ in range(READY):
        await RisingEdge(dut.clk)


@cocotb.test
async def sequences(dut):
    random = rng()
    await reset(dut)
    for seed in (0, 0xFFFFFFFF, 1, random.getrandbits(32), random.getrandbits(32)):
        position = random.choice([0, 1, (1 << POSITION_BITS) - 1, random.getrandbits(POSITION_BITS)])
        await load(dut, seed, position, random)
        rows = states(first_state(seed, position), 150)
        await take(dut, variates(rows).tolist(), random, random.choice([0, 0.5, 0.9]), seed=seed,
                   position=position)


@cocotb.test
async def entries(dut):
    random = rng()
    await reset(dut)
    chosen = []
    for index in [*range(len(GUMBEL)), 0, 0]:
        leading = 1 << 31 - (index >> 4) % 32
        middle = leading | random.randrange(leading) if index % 3 else leading
        chosen.append(index >> 9 << 63 | middle << 31 | random.getrandbits(15) << 16 | (index & 15) << 12
                      | random.choice([0, 4095, random.getrandbits(12)]))
    chosen += [0, 1 << 63, (1 << 64) - 1]
    expected = variates(torch.tensor([state - (state >> 63 << 64) for state in chosen])).tolist()
    dut.take.value = 1
    await RisingEdge(dut.clk)
    for cycle, state in enumerate(chosen + [0] * DEPTH):
        dut.u_xorshift64.state.value = state
        await FallingEdge(dut.clk)
        if cycle >= DEPTH:
            expect_equal("gumbel g", expected[cycle - DEPTH], dut.g.value.to_signed(), state=cycle - DEPTH)
        await RisingEdge(dut.clk)
