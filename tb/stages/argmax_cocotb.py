"""Streams of logits with pauses, in ranges from full to a handful of equal values."""

from collections import deque

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from converters.stages.argmax import LATENCY
from simulation.compare import expect_equal
from simulation.dut import reset, rng

LOWEST, HIGHEST = -(1 << 31), (1 << 31) - 1


def logits(random):
    low, high = random.choice([(LOWEST, HIGHEST), (LOWEST, LOWEST), (HIGHEST, HIGHEST), (-3, 3), (LOWEST, LOWEST + 1)])
    return [random.randint(low, high) for _ in range(random.choice([1, 2, 10, 300]))]


@cocotb.test
async def streams(dut):
    random = rng()
    await reset(dut)
    answers = deque([None] * LATENCY)
    for _ in range(60):
        values, pause, at = logits(random), random.choice([0, 0.4]), 0
        while at < len(values):
            valid = random.random() >= pause
            last = at == len(values) - 1
            dut.in_valid.value, dut.in_last.value = valid, last if valid else random.getrandbits(1)
            dut.y.value = values[at] if valid else HIGHEST
            dut.in_row.value = at if valid else random.getrandbits(10)
            await FallingEdge(dut.clk)
            expected = answers.popleft()
            expect_equal("argmax out_valid", expected is not None, int(dut.out_valid.value))
            if expected is not None:
                expect_equal("argmax row", expected, int(dut.row.value))
            answers.append(values.index(max(values)) if valid and last else None)
            at += valid
            await RisingEdge(dut.clk)
