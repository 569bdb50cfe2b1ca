"""Random writes and reads of a RAM against a list; places near each other, so that many are read soon after."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from tb.harness.compare import expect_equal
from tb.harness.dut import reset, rng

WIDTH, DEPTH = int(os.environ["WIDTH"]), int(os.environ["DEPTH"])


@cocotb.test
async def random_accesses(dut):
    random = rng()
    await reset(dut, may_be_unknown=["rdata"])
    model, collisions = {}, 0
    near = [0, DEPTH - 1, *(random.randrange(DEPTH) for _ in range(30))]
    for _ in range(1500):
        we, waddr, raddr = random.getrandbits(1), random.choice(near), random.choice(near)
        dut.we.value, dut.waddr.value, dut.raddr.value = we, waddr, raddr
        dut.wdata.value = wdata = random.getrandbits(WIDTH)
        await RisingEdge(dut.clk)
        await FallingEdge(dut.clk)
        if we and waddr == raddr:
            collisions += 1
            if os.environ["SIM"] == "icarus":
                assert set(str(dut.rdata.value)) == {"X"}, f"word {raddr} is known while it is being written"
        elif raddr in model:
            expect_equal("ram", model[raddr], dut.rdata.value.to_unsigned(), index=raddr)
        if we:
            model[waddr] = wdata
    assert collisions, "no word was read while it was being written"
    await RisingEdge(dut.clk)
