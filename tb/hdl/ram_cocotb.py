"""Random writes and reads of a RAM against a list; places near each other, so that many are read soon after. Where
there are enables of the read or of the output register, they are random too."""

import os
from collections import deque

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

WIDTH, DEPTH, LATENCY, WRITE_LATENCY = (int(os.environ.get(name, 0)) for name in (
    "WIDTH", "DEPTH", "LATENCY", "WRITE_LATENCY"))


def enable(dut, random, port):
    """Whether the RAM reads or its register takes a word in this cycle: always, or as a port driven at random says."""
    if not hasattr(dut, port):
        return True
    getattr(dut, port).value = enabled = random.getrandbits(1)
    return enabled


@cocotb.test
async def random_accesses(dut):
    random = rng()
    await reset(dut, may_be_unknown=["rdata"])
    model, collisions, reads, shown, kept = {}, 0, deque(), (0, None), (0, None)
    writes = deque([(0, 0, 0)] * (WRITE_LATENCY - 1))
    near = [0, DEPTH - 1, *(random.randrange(DEPTH) for _ in range(30))]
    for _ in range(1500):
        we, waddr, raddr = random.getrandbits(1), random.choice(near), random.choice(near)
        dut.we.value, dut.waddr.value, dut.raddr.value = we, waddr, raddr
        dut.wdata.value = wdata = random.getrandbits(WIDTH)
        writes.append((we, waddr, wdata))
        written, place, entry = writes.popleft()
        if enable(dut, random, "oe"):
            kept = shown
        if enable(dut, random, "re"):
            shown = raddr, "X" if written and place == raddr else model.get(raddr)
        reads.append(kept if hasattr(dut, "oe") else shown)
        await RisingEdge(dut.clk)
        if written:
            model[place] = entry
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
