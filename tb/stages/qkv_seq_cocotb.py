"""Random vectors at random positions of the context through stage 1 of the first layer."""

import cocotb

from llama2_rtl.simulation.dut import rng
from tb.engine.geometries import from_env
from tb.stages.token_run import TokenRun


@cocotb.test
@cocotb.parametrize(number=range(3))
async def heads(dut, number):
    random, geometry = rng(), from_env()
    random.seed(1000 * random.randrange(1000) + number)
    run = TokenRun(dut, geometry, random)
    position = (0, geometry.context - 1, random.randrange(geometry.context))[number]
    await run.begin(1)
    x = await run.load(position)
    await run.project(0, x, position)
