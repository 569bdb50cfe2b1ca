"""Heads at several positions, turned and passed through, with and without pauses; results on the cycle. Heads of
several vectors come side by side, each at its own position."""

import json
import os

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
        for pause in (0.0, 0.5):
            positions = [position] + [random.randint(0, largest) for _ in range(VECTORS - 1)]
            for vector in random.sample(range(VECTORS), VECTORS):
                await prepare(dut, positions[vector], vector)
            first, expected = len(sink.words), [[] for _ in range(VECTORS)]
            for _ in range(6):
                rotate = random.random() < 0.7
                x = [edge_values(32, random, HEAD_DIM) for _ in range(VECTORS)]
                for vector, own in enumerate(x):
                    turned = rope(torch.tensor(own), positions[vector], increments).tolist()
                    expected[vector] += turned if rotate else own
                for vector, index in row_by_row(VECTORS, HEAD_DIM):
                    while random.random() < pause:
                        await RisingEdge(dut.clk)
                    dut.in_valid.value, dut.in_rotate.value, dut.x.value = 1, int(rotate), x[vector][index]
                    if VECTORS > 1:
                        dut.in_vector.value = vector
                    await RisingEdge(dut.clk)
                    dut.in_valid.value = 0
                    if VECTORS > 1:
                        dut.in_vector.value = random.randrange(VECTORS)
            await sink.wait(first + sum(map(len, expected)))
            for vector in range(VECTORS):
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
    first, odd_wait = latency_of(VECTORS), 1 if VECTORS == 1 else 2
    assert seen == [first, first + odd_wait], f"results {seen} cycles after the odd element"
