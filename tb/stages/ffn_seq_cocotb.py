"""Stage 4 of the first layer on a residual that has passed QKV and WO before, as the image's order asks."""

import cocotb

from llama2_rtl.simulation.dut import rng
from tb.engine.geometries import from_env
from tb.stages.token_run import TokenRun


@cocotb.test
@cocotb.parametrize(number=range(2))
async def layer(dut, number):
    random, geometry = rng(), from_env()
    random.seed(1000 * random.randrange(1000) + number)
    run = TokenRun(dut, geometry, random)
    await run.begin(1)
    x = await run.load(0)
    await run.project(0, x, 0)
    x = await run.attend(0, x)
    await run.feed_forward(0, x)
