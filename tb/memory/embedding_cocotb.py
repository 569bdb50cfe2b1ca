"""Rows of random tokens, elements in order, the first on the cycle where the row's words wait, under pauses else."""

import json
import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.golden.stages import embed
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source


@cocotb.test
@cocotb.parametrize(pause=[0, 0.6])
async def rows(dut, pause):
    random = rng()
    integers, scales, words = json.loads(os.environ["TABLE"])
    integers, scales = torch.tensor(integers), torch.tensor(scales)
    expected = embed(integers, 256 + (scales & 255), scales >> 8)
    await reset(dut)
    vectors, latency = int(os.environ["VECTORS"]), int(os.environ["LATENCY"])
    outputs = {"x": dut.load_x} | ({"vector": dut.load_vector} if vectors > 1 else {})
    sink = Sink(dut.clk, dut.load_valid, None, outputs, signed=("x",))
    source = Source(dut.clk, dut.s_valid, dut.s_ready, {"data": dut.s_data}, random, pause)
    dim = integers.shape[1]
    for count in range(1, 9):
        token = random.choice((0, len(words) - 1, random.randrange(len(words))))
        cocotb.start_soon(source.send([dict(data=word) for word in words[token]]))
        for _ in range(3):
            await RisingEdge(dut.clk)
        dut.scale.value, dut.start.value = int(scales[token]), 1
        if vectors > 1:
            dut.of_vector.value = count % vectors
        begin = len(sink.words)
        await RisingEdge(dut.clk)
        dut.start.value = 0
        waited = 0
        while not int(dut.load_valid.value):
            await FallingEdge(dut.clk)
            waited += 1
        assert pause or waited == latency, f"the first element came {waited} cycles after start"
        await sink.wait(count * dim)
        expect_equal("embedding", expected[token].tolist(), [word["x"] for word in sink.words[begin:]], token=token)
        if vectors > 1:
            assert {word["vector"] for word in sink.words[begin:]} == {count % vectors}, "elements of another vector"
        if not pause:
            assert sink.cycles[-1] - sink.cycles[begin] == dim - 1, "not one element per cycle"
        await RisingEdge(dut.clk)
        for _ in range(random.randrange(4)):
            await RisingEdge(dut.clk)
