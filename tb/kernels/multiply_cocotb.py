"""Extremes and random factors of every size, one pair per cycle."""

import os

import cocotb

from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline, edge_values


@cocotb.test
async def products(dut):
    random = rng()
    await reset(dut)
    a_bits, b_bits, latency = (int(os.environ[name]) for name in ("A_BITS", "B_BITS", "LATENCY"))
    limits = [(x, z) for x in (-(1 << (a_bits - 1)), (1 << (a_bits - 1)) - 1)
              for z in (-(1 << (b_bits - 1)), (1 << (b_bits - 1)) - 1)]
    pairs = limits + list(zip(*(edge_values(bits, random, 2000) for bits in (a_bits, b_bits)), strict=True))
    inputs = dict(a=[pair[0] for pair in pairs], b=[pair[1] for pair in pairs])
    expected = dict(y=[x * z for x, z in pairs])
    await check_pipeline(dut, "multiply", inputs, expected, latency, random, signed=["y"])
