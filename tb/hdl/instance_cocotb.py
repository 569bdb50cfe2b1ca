"""Random vectors through lanes whose outputs drive the parts of one vector."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import pack, unpack

LANES = 3


@cocotb.test
async def every_lane(dut):
    random = rng()
    await reset(dut)
    for _ in range(200):
        lanes = [random.getrandbits(4) for _ in range(LANES)]
        dut.a.value = pack(lanes, 4)
        await RisingEdge(dut.clk)
        await FallingEdge(dut.clk)
        await RisingEdge(dut.clk)
        await FallingEdge(dut.clk)
        expected = [(lane + 1) % 16 for lane in lanes]
        expect_equal("lane", expected, unpack(dut.sums.value.to_unsigned(), 4, LANES))
        expect_equal("low bits", lanes[0] % 4, dut.sums.value.to_unsigned() >> 12)
