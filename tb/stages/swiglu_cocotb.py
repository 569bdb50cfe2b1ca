"""Hidden vectors one after the other, or several row by row, gate and up rows in turn; between rows noise without
valid."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.stages.swiglu import latency
from llama2_rtl.golden.stages import gated
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import edge_values
from tb.vector.vectors import row_by_row

HIDDEN_DIM, WORDS, VECTORS = (int(os.environ[name]) for name in ("HIDDEN_DIM", "WORDS", "VECTORS"))


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
    for batch in range(max(3, 40 // HIDDEN_DIM)):
        pairs = [(values(random), values(random)) for _ in range(VECTORS)]
        hidden = [gated(torch.tensor(gate), torch.tensor(up)).tolist() for gate, up in pairs]
        rows = [[y for pair in zip(gate, up, strict=True) for y in pair] for gate, up in pairs]
        order = row_by_row(VECTORS, 2 * HIDDEN_DIM)
        extra = random.choice([0, 0, 3, 25])
        number, free = 0, [cycle] * VECTORS
        arrives = cycle
        while number < len(order) or due:
            vector, row = order[number] if number < len(order) else (0, None)
            valid = row is not None and cycle >= max(arrives, free[vector])
            last = row == 2 * HIDDEN_DIM - 1
            dut.in_valid.value, dut.in_last.value = valid, last if valid else random.getrandbits(1)
            dut.y.value = rows[vector][row] if valid else random.getrandbits(31)
            if VECTORS > 1:
                dut.in_vector.value = vector if valid else random.randrange(VECTORS)
            if valid:
                if row % 2:
                    due[cycle + latency(WORDS)] = vector, row // 2
                number, arrives, free[vector] = number + 1, cycle + 1 + random.randint(0, extra), cycle + WORDS
            await FallingEdge(dut.clk)
            vector, index = due.pop(cycle, (None, None))
            where = dict(batch=batch, vector=vector, index=index)
            expect_equal("swiglu u_we", index is not None, int(dut.u_we.value), **where)
            expect_equal("swiglu u_commit", index == HIDDEN_DIM - 1, int(dut.u_commit.value), **where)
            if index is not None:
                expect_equal("swiglu u_index", index, int(dut.u_index.value), **where)
                expect_equal("swiglu u", hidden[vector][index], dut.u.value.to_signed(), **where)
                if VECTORS > 1:
                    expect_equal("swiglu u_vector", vector, int(dut.u_vector.value), **where)
            await RisingEdge(dut.clk)
            cycle += 1
