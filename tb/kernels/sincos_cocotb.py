"""Every entry of the quarter wave in every quadrant, at its edges and in between."""

import cocotb
import torch

from llama2_rtl.converters.kernels.sincos import LATENCY
from llama2_rtl.golden.functions import sincos
from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline


@cocotb.test
async def quadrants(dut):
    random = rng()
    await reset(dut)
    phases = [(entry << 24) + offset for entry in range(256) for offset in (0, 1, 255, 256, (1 << 24) - 1)]
    phases += [(entry << 24) + random.getrandbits(24) for entry in range(256) for _ in range(8)]
    sine, cosine = sincos(torch.tensor(phases, dtype=torch.int64))
    await check_pipeline(dut, "sincos", dict(phase=phases), dict(sin=sine.tolist(), cos=cosine.tolist()), LATENCY,
                         random, pause=0.1, signed=("sin", "cos"))
