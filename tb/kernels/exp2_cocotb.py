"""Every fraction with every whole part that gives a result, every sum of both exponents, far distances."""

import cocotb
import torch

from llama2_rtl.converters.kernels.exp2 import LATENCY
from llama2_rtl.golden.functions import exp2
from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline


@cocotb.test
async def powers(dut):
    random = rng()
    await reset(dut)
    pairs = [(whole << 8 | f, random.randrange(32)) for whole in range(18) for f in range(256)]
    pairs += [(whole << 8 | random.randrange(256), shift) for whole in range(34) for shift in range(32)]
    pairs += [(1 << place | random.getrandbits(8), random.randrange(32)) for place in range(13, 26)]
    d, shift = torch.tensor(pairs, dtype=torch.int64).unbind(-1)
    p, weight = exp2(d, shift)
    await check_pipeline(dut, "exp2", dict(d=d.tolist(), shift=shift.tolist()),
                         dict(p=p.tolist(), l=weight.tolist()), LATENCY, random, pause=0.1)
