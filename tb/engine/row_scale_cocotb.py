"""Random rows at random distances, announced as the engine announces them; the scales wait in a store. Of several
vectors each row has a sum for each, and 1/rms and the shift are answered by the vector's number."""

import cocotb
import numpy as np
import torch
from cocotb.triggers import FallingEdge, RisingEdge, Timer

from llama2_rtl.converters.engine import destination, mat_vec
from llama2_rtl.converters.engine.row_factor import ROW_FACTOR_BITS
from llama2_rtl.converters.engine.row_scale import latency
from llama2_rtl.golden.number_formats import NO_NORM, RESULT_SHIFT
from llama2_rtl.golden.stages import scale_rows
from llama2_rtl.golden.weight_format import INT8, LARGEST_EXPONENT, SCALE_MIN, STORED_SCALE_BITS
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.kernels.pipeline import edge_values

G = from_env()
FROM_ROW_DONE = mat_vec.latency(G) - 1
"""Cycles from `row_done` to `acc_valid`, of one vector."""


def matrix(random, dest):
    """Rows with everything that belongs to them and to each vector, and golden's y."""
    count = random.choice([1, 2, 30, 60])
    plain = dest in (destination.WO, destination.W2)
    vectors = [vector_of(random, count) for _ in range(G.vectors)]
    scale = [random.randint(SCALE_MIN, INT8.scale_max) for _ in range(count)]
    # The exponents suit one of the vectors: those of the others are near, or their results saturate or vanish.
    suited = random.choice(vectors)
    down = [a.bit_length() + ROW_FACTOR_BITS - 1 - random.randint(-5, 35) for a in suited["acc"]]
    up = suited["shift"] + RESULT_SHIFT - (NO_NORM[1] if plain else suited["k"])
    exponents = [min(LARGEST_EXPONENT, max(0, n + up)) for n in down]
    if random.random() < 0.3:
        exponents = [random.randint(0, LARGEST_EXPONENT) for _ in range(count)]
    for vector in vectors:
        y = scale_rows(torch.tensor(vector["acc"]), torch.tensor(vector["shift"]), torch.tensor(scale),
                       torch.tensor(exponents), *(NO_NORM if plain else (vector["rm"], vector["k"])))
        vector["y"] = y.tolist()
    return dict(dest=dest, count=count, vectors=vectors,
                scale=INT8.pack_scales(np.array(scale), np.array(exponents)).tolist())


def vector_of(random, count):
    """A vector's 1/rms, shift and sums."""
    rm, k, shift = random.randint(1 << 15, (1 << 16) - 1), random.randint(0, 40), random.randint(0, 25)
    rm = random.choice([rm, rm & 0xFF00 | 0x80])  # the latter rounds S * rm at a half, where S is odd
    return dict(rm=rm, k=k, shift=shift, acc=edge_values(G.acc_bits, random, count))


async def answer(dut, vectors):
    """1/rms and the shift of the vectors that are asked for in this cycle."""
    if G.vectors > 1:
        await Timer(1, unit="ns")
    norm, shift = (vectors[int(getattr(dut, name).value)] if G.vectors > 1 else vectors[0]
                   for name in ("norm_vector", "shift_vector"))
    dut.rm.value, dut.k.value, dut.shift.value = norm["rm"], norm["k"], shift["shift"]


async def run(dut, random, rows, pause):
    """One matrix, cycle by cycle: announcements, sums and scales go in, pops and results are compared."""
    count, number = rows["count"], 0
    total = count * G.vectors
    scales, ends = list(rows["scale"]), {count - 1} | {row for row in range(count) if random.random() < 0.1}
    due_acc, due_y, cycle, popped, row_done = {}, {}, 0, 0, None
    dut.start.value, dut.start_dest.value = 1, rows["dest"]
    while number < total or due_acc or due_y or row_done is not None:
        beat = cycle > 0 and number < total and random.random() >= pause
        if G.vectors == 1:
            dut.last_of_pass.value = beat and number in ends
            dut.row_done.value, dut.all_done.value = row_done is not None, row_done == count - 1
            if row_done is not None:
                due_acc[cycle + FROM_ROW_DONE] = row_done
        elif beat:
            due_acc[cycle] = number
        at = due_acc.pop(cycle, None)
        dut.acc_valid.value = at is not None
        row, vector = divmod(random.randrange(total) if at is None else at, G.vectors)
        dut.acc.value = random.getrandbits(G.acc_bits - 1) if at is None else rows["vectors"][vector]["acc"][row]
        if G.vectors > 1:
            dut.acc_vector.value, dut.acc_last_of_pass.value, dut.acc_last.value = vector, row in ends, row == count - 1
        if at is not None:
            due_y[cycle + latency(G)] = at
        dut.scale.value = scales[0] if scales else random.getrandbits(STORED_SCALE_BITS)
        await answer(dut, rows["vectors"])
        await FallingEdge(dut.clk)
        out = due_y.pop(cycle, None)
        expect_equal("row_scale y_valid", out is not None, int(dut.y_valid.value), cycle=cycle)
        if out is not None:
            row, vector = divmod(out, G.vectors)
            expected = dict(y=rows["vectors"][vector]["y"][row], y_row=row, y_last=row == count - 1,
                            y_dest=rows["dest"]) | (dict(y_vector=vector) if G.vectors > 1 else {})
            for name, value in expected.items():
                got = getattr(dut, name).value
                expect_equal(f"row_scale {name}", value, got.to_signed() if name == "y" else int(got), row=row)
        if int(dut.scale_pop.value):
            expect_equal("row_scale scale_pop_last", popped in ends, int(dut.scale_pop_last.value), row=popped)
            scales.pop(0)
            popped += 1
        await RisingEdge(dut.clk)
        dut.start.value = 0
        row_done, number, cycle = (number, number + 1, cycle + 1) if beat else (None, number, cycle + 1)
        row_done = row_done if G.vectors == 1 else None
    expect_equal("row_scale scales fetched", count, popped)


@cocotb.test
async def matrices(dut):
    random = rng()
    await reset(dut)
    for _ in range(15):
        await run(dut, random, matrix(random, random.randrange(5)), random.choice([0, 0.3, 0.8]))
