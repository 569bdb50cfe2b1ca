"""Random words through two stream stages."""

import cocotb

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source


@cocotb.test
@cocotb.parametrize(pauses=[(0, 0), (0.5, 0), (0, 0.5), (0.6, 0.7)])
async def every_word_once(dut, pauses):
    random = rng()
    await reset(dut)
    source = Source(dut.clk, dut.in_valid, dut.in_ready, dict(data=dut.in_data), random, pauses[0])
    sink = Sink(dut.clk, dut.out_valid, dut.out_ready, dict(data=dut.out_data), random, pauses[1])
    words = [random.getrandbits(12) for _ in range(200)]
    await source.send([dict(data=word) for word in words])
    await sink.wait(len(words))
    expect_equal("streams", words, [word["data"] for word in sink.words])
