"""Random bursts, answers and ends of runs in any cycle, against a queue of who owns each open burst."""

from collections import deque

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.axi.bus import OUTSTANDING
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng


@cocotb.test
async def bursts_and_answers(dut):
    random, open_bursts = rng(), deque()
    await reset(dut)
    met = set()
    for cycle in range(12_000):
        if cycle % 200 == 0:
            answers = random.choice((0.1, 0.5, 0.9))
        own = "own" in open_bursts
        oldest = open_bursts[0] if open_bursts else None
        inputs = dict(begun=len(open_bursts) < OUTSTANDING and random.random() < 0.4, forget=random.random() < 0.05,
                      answered=random.random() < answers, last=random.random() < 0.6)
        for name, value in inputs.items():
            getattr(dut, name).value = int(value)
        await FallingEdge(dut.clk)
        ends = inputs["answered"] and inputs["last"] and oldest is not None
        expected = dict(own=own, taken=inputs["answered"] and oldest == "own", ended=ends,
                        dropped=inputs["answered"] and oldest == "given up", given_up=open_bursts.count("given up"))
        for name, value in expected.items():
            expect_equal(name, value, int(getattr(dut, name).value), cycle=cycle)
        met.add((inputs["forget"], inputs["begun"], ends, oldest))
        if ends:
            open_bursts.popleft()
        if inputs["begun"]:
            open_bursts.append("own")
        if inputs["forget"]:
            open_bursts = deque("given up" for _ in open_bursts)
        await RisingEdge(dut.clk)
    for forget in (False, True):
        for begun in (False, True):
            for case in ((False, None), (True, "own"), (True, "given up")):
                assert (forget, begun, *case) in met, f"never met: forget {forget}, begun {begun}, {case}"
