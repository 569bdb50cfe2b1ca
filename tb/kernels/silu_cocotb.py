"""Every region of SiLU's table with its edges, and numbers of every size beyond it."""

import cocotb
import torch

from llama2_rtl.converters.kernels.silu import LATENCY
from llama2_rtl.golden.functions import silu
from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline, edge_values


@cocotb.test
async def regions(dut):
    random = rng()
    await reset(dut)
    magnitudes = [(index << 12) + offset for index in range(257) for offset in (0, 1, 2047, 2048, 4095)]
    magnitudes += [(index << 12) + random.getrandbits(12) for index in range(256) for _ in range(8)]
    values = [sign * m for m in magnitudes for sign in (1, -1)] + edge_values(32, random, 1000)
    x = torch.tensor(values, dtype=torch.int64)
    await check_pipeline(dut, "silu", dict(x=values), dict(y=silu(x).tolist()), LATENCY, random, pause=0.1,
                         signed=("y",))
