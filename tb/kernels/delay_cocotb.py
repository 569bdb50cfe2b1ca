"""Random words through a delay line."""

import os

import cocotb

from llama2_rtl.simulation.dut import reset, rng
from tb.kernels.pipeline import check_pipeline


@cocotb.test
async def words(dut):
    random = rng()
    await reset(dut)
    sent = [random.getrandbits(9) for _ in range(100)]
    await check_pipeline(dut, "delay", dict(d=sent), dict(q=sent), int(os.environ["CYCLES"]), random)
