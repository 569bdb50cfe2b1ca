"""Heads of keys and values in random order and at any pace: mantissas, shifts, tags, indices, on the cycle; of several
vectors side by side."""

import os

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.vector.head_quantizer import latency as latency_of
from llama2_rtl.golden.functions import quantize
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink
from tb.vector.vectors import row_by_row

HEAD_DIM, K_BITS, V_BITS, TAG_BITS, VECTORS = (int(os.environ[name]) for name in (
    "HEAD_DIM", "K_BITS", "V_BITS", "TAG_BITS", "VECTORS"))
OF_VECTOR = ("vector",) if VECTORS > 1 else ()


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
    outputs = dict(mantissa=dut.mantissa, shift=dut.shift, tag=dut.out_tag, index=dut.out_index, last=dut.out_last)
    sink = Sink(dut.clk, dut.out_valid, None, outputs | {name: getattr(dut, f"out_{name}") for name in OF_VECTOR},
                signed=("mantissa",))
    expected = []
    for pause in (0.0, 0.0, 0.4):
        for _ in range(40):
            heads = [(random.random() < 0.5, random.getrandbits(TAG_BITS), random_head(random)) for _ in range(VECTORS)]
            for vector, (is_v, tag, head) in enumerate(heads):
                mantissas, shift = quantize(torch.tensor(head), V_BITS if is_v else K_BITS)
                expected += [dict(mantissa=m, shift=int(shift), tag=tag, index=index, last=int(index == HEAD_DIM - 1),
                                  **dict.fromkeys(OF_VECTOR, vector)) for index, m in enumerate(mantissas.tolist())]
            for vector, index in row_by_row(VECTORS, HEAD_DIM):
                while random.random() < pause:
                    await RisingEdge(dut.clk)
                is_v, tag, head = heads[vector]
                dut.in_valid.value, dut.in_is_v.value, dut.tag.value, dut.x.value = 1, int(is_v), tag, head[index]
                for name in OF_VECTOR:
                    getattr(dut, f"in_{name}").value = vector
                await RisingEdge(dut.clk)
                dut.in_valid.value = 0
    await sink.wait(len(expected))
    for name in ("shift", "tag", "index", "last", "mantissa", *OF_VECTOR):
        expect_equal(f"head_quantizer {name}", [word[name] for word in expected],
                     [word[name] for word in sink.words])


@cocotb.test
async def latency(dut):
    await reset(dut)
    first = latency_of(VECTORS) - (VECTORS - 1)
    for vector, _ in row_by_row(VECTORS, HEAD_DIM):
        dut.in_valid.value = 1
        for name in OF_VECTOR:
            getattr(dut, f"in_{name}").value = vector
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0
    seen = []
    for cycle in range(1, first + VECTORS * HEAD_DIM + 3):
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            seen.append(cycle)
        await RisingEdge(dut.clk)
    assert seen == list(range(first, first + VECTORS * HEAD_DIM)), f"mantissas {seen} cycles after the last element"
