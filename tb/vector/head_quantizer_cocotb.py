"""Heads of keys and values in random order and at any pace: mantissas, shifts, tags, indices, on the cycle."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from converters.vector.head_quantizer import LATENCY
from golden.functions import quantize
from simulation.compare import expect_equal
from simulation.dut import reset, rng
from tb.harness.streams import Sink

HEAD_DIM, K_BITS, V_BITS, TAG_BITS = (int(os.environ[name]) for name in ("HEAD_DIM", "K_BITS", "V_BITS", "TAG_BITS"))


def random_head(random):
    """Elements of one size, some of them at the edges of a power of two, some heads all zero."""
    size = random.randrange(32)
    values = [random.randint(-(1 << size), (1 << size) - 1) for _ in range(HEAD_DIM)]
    if random.random() < 0.3:
        values[random.randrange(HEAD_DIM)] = random.choice((-(1 << size), (1 << size) - 1))
    return values


@cocotb.test
async def heads(dut):
    random = rng()
    await reset(dut)
    sink = Sink(dut.clk, dut.out_valid, None, dict(
        mantissa=dut.mantissa, shift=dut.shift, tag=dut.out_tag, index=dut.out_index, last=dut.out_last),
        signed=("mantissa",))
    expected = []
    for pause in (0.0, 0.0, 0.4):
        for _ in range(40):
            is_v, tag, head = random.random() < 0.5, random.getrandbits(TAG_BITS), random_head(random)
            mantissas, shift = quantize(torch.tensor(head), V_BITS if is_v else K_BITS)
            expected += [dict(mantissa=m, shift=int(shift), tag=tag, index=index, last=int(index == HEAD_DIM - 1))
                         for index, m in enumerate(mantissas.tolist())]
            for value in head:
                while random.random() < pause:
                    await RisingEdge(dut.clk)
                dut.in_valid.value, dut.in_is_v.value, dut.tag.value, dut.x.value = 1, int(is_v), tag, value
                await RisingEdge(dut.clk)
                dut.in_valid.value = 0
    await sink.wait(len(expected))
    for name in ("shift", "tag", "index", "last", "mantissa"):
        expect_equal(f"head_quantizer {name}", [word[name] for word in expected],
                     [word[name] for word in sink.words])


@cocotb.test
async def latency(dut):
    await reset(dut)
    for _ in range(HEAD_DIM):
        dut.in_valid.value = 1
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0
    seen = []
    for cycle in range(1, LATENCY + HEAD_DIM + 3):
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            seen.append(cycle)
        await RisingEdge(dut.clk)
    assert seen == list(range(LATENCY, LATENCY + HEAD_DIM)), f"mantissas {seen} cycles after the last element"
