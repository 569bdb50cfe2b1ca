"""Two tokens through all layers, attention replaced by random vectors, the second right behind the first."""

import cocotb

from llama2_rtl.converters.engine.engine import latency
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import rng
from tb.engine.geometries import from_env
from tb.harness.streams import Sink
from tb.stages.token_run import TokenRun


@cocotb.test
async def tokens(dut):
    random, geometry = rng(), from_env()
    run = TokenRun(dut, geometry, random)
    await run.begin(2)
    beats = Sink(dut.clk, dut.weight_beat, None, {})
    for position in range(2):
        x = await run.load(position)
        for layer in range(geometry.model.n_layers):
            if layer:
                await run.pulse("qkv_start")
            await run.project(layer, x, position)
            x = await run.attend(layer, x)
            x = await run.feed_forward(layer, x)
        await run.pulse("finish_start")
        logits = run.reference.logits(x)
        await run.until("finish_done")
        expect_equal("token", int(logits.argmax()), int(dut.choice.value), position=position)
        expect_equal("cycles from the last word to the last logit", latency(geometry),
                     run.rows.cycles[-1] - beats.cycles[-1])
        await run.expect_rows("classifier", geometry.model.n_layers, logits)
