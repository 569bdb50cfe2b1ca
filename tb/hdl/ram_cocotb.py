"""Random writes and reads of a RAM against a list; places near each other, so that many are read soon after."""

import os
from collections import deque

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from tb.harness.compare import expect_equal
from tb.harness.dut import reset, rng

WIDTH, DEPTH, LATENCY = (int(os.environ[name]) for name in ("WIDTH", "DEPTH", "LATENCY"))


@cocotb.test
async def random_accesses(dut):
    random = rng()
    await reset(dut, may_be_unknown=["rdata"])
    model, collisions, reads = {}, 0, deque()
    near = [0, DEPTH - 1, *(random.randrange(DEPTH) for _ in range(30))]
    for _ in range(1500):
        we, waddr, raddr = random.getrandbits(1), random.choice(near), random.choice(near)
        dut.we.value, dut.waddr.value, dut.raddr.value = we, waddr, raddr
        dut.wdata.value = wdata = random.getrandbits(WIDTH)
        reads.append((raddr, "X" if we and waddr == raddr else model.get(raddr)))
        await RisingEdge(dut.clk)
        if we:
            model[waddr] = wdata
        await FallingEdge(dut.clk)
        if len(reads) == LATENCY:
            address, expected = reads.popleft()
            if expected == "X":
                collisions += 1
                if os.environ["SIM"] == "icarus":
                    assert set(str(dut.rdata.value)) == {"X"}, f"word {address} is known while it is being written"
            elif expected is not None:
                expect_equal("ram", expected, dut.rdata.value.to_unsigned(), index=address)
    assert collisions, "no word was read while it was being written"
    await RisingEdge(dut.clk)
