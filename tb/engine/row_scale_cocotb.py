"""Random rows at random distances, announced as the engine announces them; the scales wait in a store."""

import cocotb
import numpy as np
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from converters.engine import destination, mat_vec
from converters.engine.row_factor import ROW_FACTOR_BITS
from converters.engine.row_scale import latency
from golden.number_formats import NO_NORM, RECIPROCAL_MANTISSA, RESULT_SHIFT
from golden.stages import scale_rows
from golden.weight_format import INT8, LARGEST_EXPONENT, SCALE_MIN, STORED_SCALE_BITS
from simulation.compare import expect_equal
from simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.kernels.pipeline import edge_values

G = from_env()
FROM_ROW_DONE = mat_vec.latency(G.columns) - 1
"""Cycles from `row_done` to `acc_valid`."""


def matrix(random, dest):
    """Rows with everything that belongs to them, and golden's y."""
    count = random.choice([1, 2, 30, 60])
    largest = RECIPROCAL_MANTISSA.largest
    rm, k, shift = random.randint(largest + 1 >> 1, largest), random.randint(0, 40), random.randint(0, 25)
    rm = random.choice([rm, rm & 0xFF00 | 0x80])  # the latter rounds S * rm at a half, where S is odd
    plain = dest in (destination.WO, destination.W2)
    acc = edge_values(G.acc_bits, random, count)
    scale = [random.randint(SCALE_MIN, INT8.scale_max) for _ in range(count)]
    down = [a.bit_length() + ROW_FACTOR_BITS - 1 - random.randint(-5, 35) for a in acc]
    exponents = [min(LARGEST_EXPONENT, max(0, n - (NO_NORM[1] if plain else k) + shift + RESULT_SHIFT)) for n in down]
    if random.random() < 0.3:
        exponents = [random.randint(0, LARGEST_EXPONENT) for _ in range(count)]
    y = scale_rows(torch.tensor(acc), torch.tensor(shift), torch.tensor(scale), torch.tensor(exponents),
                   *(NO_NORM if plain else (rm, k)))
    return dict(dest=dest, rm=rm, k=k, shift=shift, acc=acc, y=y.tolist(),
                scale=INT8.pack_scales(np.array(scale), np.array(exponents)).tolist())


async def run(dut, random, rows, pause):
    """One matrix, cycle by cycle: announcements, sums and scales go in, pops and results are compared."""
    count, number = len(rows["acc"]), 0
    scales, ends = list(rows["scale"]), {count - 1} | {row for row in range(count) if random.random() < 0.1}
    due_acc, due_y, cycle, popped, row_done = {}, {}, 0, 0, None
    dut.start.value, dut.start_dest.value = 1, rows["dest"]
    while number < count or due_acc or due_y or row_done is not None:
        beat = cycle > 0 and number < count and random.random() >= pause
        dut.last_of_pass.value = beat and number in ends
        dut.row_done.value, dut.all_done.value = row_done is not None, row_done == count - 1
        if row_done is not None:
            due_acc[cycle + FROM_ROW_DONE] = row_done
        at = due_acc.pop(cycle, None)
        dut.acc_valid.value = at is not None
        dut.acc.value = random.getrandbits(G.acc_bits - 1) if at is None else rows["acc"][at]
        if at is not None:
            due_y[cycle + latency(G)] = at
        dut.scale.value = scales[0] if scales else random.getrandbits(STORED_SCALE_BITS)
        dut.rm.value, dut.k.value, dut.shift.value = rows["rm"], rows["k"], rows["shift"]
        await FallingEdge(dut.clk)
        out = due_y.pop(cycle, None)
        expect_equal("row_scale y_valid", out is not None, int(dut.y_valid.value), cycle=cycle)
        if out is not None:
            for name, value in dict(y=rows["y"][out], y_row=out, y_last=out == count - 1, y_dest=rows["dest"]).items():
                got = getattr(dut, name).value
                expect_equal(f"row_scale {name}", value, got.to_signed() if name == "y" else int(got), row=out)
        if int(dut.scale_pop.value):
            expect_equal("row_scale scale_pop_last", popped in ends, int(dut.scale_pop_last.value), row=popped)
            scales.pop(0)
            popped += 1
        await RisingEdge(dut.clk)
        dut.start.value = 0
        row_done, number, cycle = (number, number + 1, cycle + 1) if beat else (None, number, cycle + 1)
    expect_equal("row_scale scales fetched", count, popped)


@cocotb.test
async def matrices(dut):
    random = rng()
    await reset(dut)
    for _ in range(15):
        await run(dut, random, matrix(random, random.randrange(5)), random.choice([0, 0.3, 0.8]))
