"""Heads at several positions, turned and passed through, with and without pauses; results on the cycle. Heads of
several vectors come side by side, each at its own position, and then those of the last vector alone."""

import json
import os
from itertools import product

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.kernels.rope import latency as latency_of
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.functions import rope
from llama2_rtl.golden.tables import rope_increments
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink
from tb.kernels.pipeline import edge_values
from tb.vector.vectors import row_by_row

CONFIG = ModelConfig(**json.loads(os.environ["MODEL"]))
HEAD_DIM = CONFIG.head_dim
POS_BITS, VECTORS = int(os.environ["POS_BITS"]), int(os.environ["VECTORS"])


async def prepare(dut, position, vector=0):
    dut.position.value = position
    if VECTORS > 1:
        dut.angles_vector.value = vector
    dut.start.value = 1
    await RisingEdge(dut.clk)
    dut.start.value = 0
    await RisingEdge(dut.clk)
    while not int(dut.ready.value):
        await FallingEdge(dut.clk)
    await RisingEdge(dut.clk)


@cocotb.test
async def heads(dut):
    random = rng()
    await reset(dut)
    increments = torch.tensor(rope_increments(CONFIG))
    outputs = {"y": dut.y} | ({"vector": dut.out_vector} if VECTORS > 1 else {})
    sink = Sink(dut.clk, dut.out_valid, None, outputs, signed=("y",))
    largest = (1 << POS_BITS) - 1
    for position in (0, 1, random.randrange(1 << POS_BITS), largest):
        for pause, first_vector in product((0.0, 0.5), {0, VECTORS - 1}):
            vectors = range(first_vector, VECTORS)
            if VECTORS > 1:
                dut.first_vector.value = first_vector
            positions = {vector: random.randint(0, largest) for vector in vectors} | {first_vector: position}
            for vector in random.sample(vectors, len(vectors)):
                await prepare(dut, positions[vector], vector)
            first, expected = len(sink.words), {vector: [] for vector in vectors}
            for _ in range(6):
                rotate = random.random() < 0.7
                x = {vector: edge_values(32, random, HEAD_DIM) for vector in vectors}
                for vector, own in x.items():
                    turned = rope(torch.tensor(own), positions[vector], increments).tolist()
                    expected[vector] += turned if rotate else own
                for number, index in row_by_row(len(vectors), HEAD_DIM):
                    vector = first_vector + number
                    while random.random() < pause:
                        await RisingEdge(dut.clk)
                    dut.in_valid.value, dut.in_rotate.value, dut.x.value = 1, int(rotate), x[vector][index]
                    if VECTORS > 1:
                        dut.in_vector.value = vector
                    await RisingEdge(dut.clk)
                    dut.in_valid.value = 0
                    if VECTORS > 1:
                        dut.in_vector.value = random.randrange(VECTORS)
            await sink.wait(first + sum(map(len, expected.values())))
            for vector in vectors:
                got = [word["y"] for word in sink.words[first:] if word.get("vector", 0) == vector]
                expect_equal("rope", expected[vector], got, position=positions[vector], vector=vector)


@cocotb.test
async def latency(dut):
    await reset(dut)
    await prepare(dut, 1)
    dut.in_valid.value = 1
    for _ in range(2):
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0
    seen = []
    for cycle in range(1, latency_of(VECTORS) + 5):
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            seen.append(cycle)
        await RisingEdge(dut.clk)
    first = latency_of(VECTORS)
    assert seen == [first, first + 1], f"results {seen} cycles after the odd element"
