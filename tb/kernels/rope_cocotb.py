"""Heads at several positions, turned and passed through, with and without pauses; results on the cycle."""

import json
import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from converters.kernels.rope import LATENCY
from golden.config import ModelConfig
from golden.functions import rope
from golden.tables import rope_increments
from simulation.compare import expect_equal
from simulation.dut import reset, rng
from tb.harness.streams import Sink
from tb.kernels.pipeline import edge_values

CONFIG = ModelConfig(**json.loads(os.environ["MODEL"]))
HEAD_DIM = CONFIG.head_dim
POS_BITS = int(os.environ["POS_BITS"])


async def prepare(dut, position):
    dut.position.value = position
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
    sink = Sink(dut.clk, dut.out_valid, None, {"y": dut.y}, signed=("y",))
    for position in (0, 1, random.randrange(1 << POS_BITS), (1 << POS_BITS) - 1):
        for pause in (0.0, 0.5):
            await prepare(dut, position)
            first, expected = len(sink.words), []
            for _ in range(6):
                rotate = random.random() < 0.7
                x = edge_values(32, random, HEAD_DIM)
                turned = rope(torch.tensor(x), position, increments).tolist() if rotate else x
                expected += turned
                for value in x:
                    while random.random() < pause:
                        await RisingEdge(dut.clk)
                    dut.in_valid.value, dut.in_rotate.value, dut.x.value = 1, int(rotate), value
                    await RisingEdge(dut.clk)
                    dut.in_valid.value = 0
            await sink.wait(first + len(expected))
            got = [word["y"] for word in sink.words[first:]]
            expect_equal("rope", expected, got, position=position)


@cocotb.test
async def latency(dut):
    await reset(dut)
    await prepare(dut, 1)
    for _ in range(2):
        dut.in_valid.value = 1
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0
    seen = []
    for cycle in range(1, LATENCY + 4):
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            seen.append(cycle)
        await RisingEdge(dut.clk)
    assert seen == [LATENCY, LATENCY + 1], f"results {seen} cycles after the odd element"
