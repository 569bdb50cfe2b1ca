"""Streams of logits with pauses, in ranges from full to a handful of equal values; several vectors side by side."""

import os
from collections import deque

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.stages.argmax import LATENCY
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.vector.vectors import in_any_order

VECTORS = int(os.environ["VECTORS"])
LOWEST, HIGHEST = -(1 << 31), (1 << 31) - 1


def logits(random, count):
    low, high = random.choice([(LOWEST, HIGHEST), (LOWEST, LOWEST), (HIGHEST, HIGHEST), (-3, 3), (LOWEST, LOWEST + 1)])
    return [random.randint(low, high) for _ in range(count)]


@cocotb.test
async def streams(dut):
    random = rng()
    await reset(dut)
    answers = deque([None] * LATENCY)
    for _ in range(60):
        count, pause, at = random.choice([1, 2, 10, 300]), random.choice([0, 0.4]), 0
        values, order = [logits(random, count) for _ in range(VECTORS)], in_any_order(random, VECTORS, count)
        while at < len(order):
            valid = random.random() >= pause
            vector, row = order[at]
            last = row == count - 1
            dut.in_valid.value, dut.in_last.value = valid, last if valid else random.getrandbits(1)
            dut.y.value = values[vector][row] if valid else HIGHEST
            dut.in_row.value = row if valid else random.getrandbits(10)
            if VECTORS > 1:
                dut.in_vector.value = vector if valid else random.randrange(VECTORS)
            await FallingEdge(dut.clk)
            expected = answers.popleft()
            expect_equal("argmax out_valid", expected is not None, int(dut.out_valid.value))
            if expected is not None:
                expect_equal("argmax row", expected[1], int(dut.row.value), vector=expected[0])
                if VECTORS > 1:
                    expect_equal("argmax vector", expected[0], int(dut.out_vector.value))
            answers.append((vector, values[vector].index(max(values[vector]))) if valid and last else None)
            at += valid
            await RisingEdge(dut.clk)
