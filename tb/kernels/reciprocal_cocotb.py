"""Both edges and random points of every table entry at random exponents, every exponent."""

import os

import cocotb
import torch

from llama2_rtl.converters.kernels.reciprocal import LATENCY
from llama2_rtl.golden.functions import reciprocal
from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline, edge_values


@cocotb.test
async def inverses(dut):
    random = rng()
    await reset(dut)
    width = int(os.environ["WIDTH"])
    mantissas = [index << 8 | low for index in range(256, 512) for low in (0, 127, 128, 255, *(
        random.getrandbits(8) for _ in range(4)))]
    down = [random.randrange(width - 16) for _ in mantissas]
    values = [m << place | random.getrandbits(place) for m, place in zip(mantissas, down, strict=True)]
    values += [value for value in edge_values(width, random, 800, is_signed=False) if value]
    random.shuffle(values)
    rc, k = reciprocal(torch.tensor(values, dtype=torch.int64))
    await check_pipeline(dut, "reciprocal", dict(x=values), dict(rc=rc.tolist(), k=k.tolist()), LATENCY, random,
                         pause=0.2)
