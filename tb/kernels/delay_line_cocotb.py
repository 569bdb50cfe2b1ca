"""Random samples through a delay line of bundles, zeros after reset."""

import os

import cocotb

from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline


@cocotb.test
async def samples(dut):
    random, cycles = rng(), int(os.environ["CYCLES"])
    await reset(dut)
    x, tag = [random.randrange(-256, 256) for _ in range(100)], [random.getrandbits(7) for _ in range(100)]
    number = [random.getrandbits(3) for _ in range(100)]
    await check_pipeline(dut, "delay_line", dict(x=x, tag=tag, number=number), dict(y=x, label=tag, count=number),
                         cycles, random, pause=0.3, signed=("y",))
