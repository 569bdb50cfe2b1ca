"""Random writes and reads of a RAM against a list."""

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from tb.harness.compare import expect_equal
from tb.harness.dut import reset, rng


@cocotb.test
async def random_accesses(dut):
    random = rng()
    await reset(dut, may_be_unknown=["rdata"])
    model = {}
    for _ in range(1000):
        we, waddr, raddr, wdata = (random.getrandbits(n) for n in (1, 6, 6, 24))
        dut.we.value, dut.waddr.value, dut.wdata.value, dut.raddr.value = we, waddr, wdata, raddr
        await RisingEdge(dut.clk)
        await FallingEdge(dut.clk)
        if raddr in model:
            expect_equal("ram", model[raddr], dut.rdata.value.to_unsigned(), index=raddr)
        if we:
            model[waddr] = wdata
        await RisingEdge(dut.clk)
