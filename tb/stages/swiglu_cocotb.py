"""Hidden vectors one after the other, gate and up rows in turn; between rows noise without valid."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from converters.stages.swiglu import latency
from golden.stages import gated
from simulation.compare import expect_equal
from simulation.dut import reset, rng
from tb.kernels.pipeline import edge_values

HIDDEN_DIM, WORDS = int(os.environ["HIDDEN_DIM"]), int(os.environ["WORDS"])


def values(random):
    """Gates and ups: extremes, and sizes at which SiLU's table matters."""
    if random.random() < 0.5:
        return edge_values(32, random, HIDDEN_DIM)
    return [random.randint(-(1 << 20), 1 << 20) for _ in range(HIDDEN_DIM)]


@cocotb.test
async def vectors(dut):
    random = rng()
    await reset(dut)
    due, cycle = {}, 0
    for vector in range(max(3, 40 // HIDDEN_DIM)):
        gate, up = values(random), values(random)
        hidden = gated(torch.tensor(gate), torch.tensor(up)).tolist()
        rows = [y for pair in zip(gate, up, strict=True) for y in pair]
        extra = random.choice([0, 0, 3, 25])
        row, arrives = 0, cycle
        while row < len(rows) or due:
            valid = row < len(rows) and cycle == arrives
            last = row == len(rows) - 1
            dut.in_valid.value, dut.in_last.value = valid, last if valid else random.getrandbits(1)
            dut.y.value = rows[row] if valid else random.getrandbits(31)
            if valid:
                if row % 2:
                    due[cycle + latency(WORDS)] = row // 2
                row, arrives = row + 1, cycle + WORDS + random.randint(0, extra)
            await FallingEdge(dut.clk)
            index = due.pop(cycle, None)
            where = dict(vector=vector, index=index)
            expect_equal("swiglu u_we", index is not None, int(dut.u_we.value), **where)
            expect_equal("swiglu u_commit", index == HIDDEN_DIM - 1, int(dut.u_commit.value), **where)
            if index is not None:
                expect_equal("swiglu u_index", index, int(dut.u_index.value), **where)
                expect_equal("swiglu u", hidden[index], dut.u.value.to_signed(), **where)
            await RisingEdge(dut.clk)
            cycle += 1
