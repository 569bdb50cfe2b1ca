"""Both edges and random points of every table entry at random exponents, every exponent, zero."""

import os

import cocotb
import torch

from llama2_rtl.converters.kernels.rsqrt import LATENCY
from llama2_rtl.golden.functions import LIMB_BITS, rsqrt
from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline, edge_values


@cocotb.test
async def roots(dut):
    random = rng()
    await reset(dut)
    width = int(os.environ["WIDTH"])
    mantissas = [index << 12 | low for index in range(16, 64) for low in (0, 1, 2047, 2048, 4095, *(
        random.getrandbits(12) for _ in range(20)))]
    down = [random.randrange(0, width - 18, 2) for _ in mantissas]
    values = [m << place | random.getrandbits(place) for m, place in zip(mantissas, down, strict=True)]
    values += edge_values(width, random, 1000, is_signed=False)
    random.shuffle(values)
    limbs = [(v >> LIMB_BITS, v & ((1 << LIMB_BITS) - 1)) for v in values]
    rm, k = rsqrt(*torch.tensor(limbs, dtype=torch.int64).unbind(-1))
    await check_pipeline(dut, "rsqrt", dict(s=values), dict(rm=rm.tolist(), k=k.tolist()), LATENCY, random, pause=0.2)
