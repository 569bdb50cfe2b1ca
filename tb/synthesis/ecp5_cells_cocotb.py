"""Random traffic on every memory and multiplier of the miter, much of it at the same few addresses."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.dut import reset, rng
from tb.synthesis.cell_sources import INPUTS

CYCLES = 1500


def factor(random):
    """32 bits: an extreme of some width, or anything."""
    return random.choice([random.getrandbits(32), (1 << random.randrange(33)) - 1, 1 << random.randrange(32),
                          -(1 << random.randrange(32)) & 0xffffffff])


@cocotb.test
async def traffic(dut):
    random, names = rng(), json.loads(os.environ["NAMES"])
    await reset(dut, cycles=2)
    addresses = [random.getrandbits(14) for _ in range(4)]
    for cycle in range(CYCLES):
        if cycle % 200 == 0:
            addresses = [random.getrandbits(14) for _ in range(4)]
        for name in ("addr_a", "addr_b"):
            getattr(dut, name).value = random.choice([random.choice(addresses), random.getrandbits(14)])
        for name in ("data_a", "data_b", "be", "we_a", "we_b", "en"):
            getattr(dut, name).value = random.getrandbits(INPUTS[name])
        dut.rst.value = random.random() < 0.1
        dut.a.value, dut.b.value = factor(random), factor(random)
        await FallingEdge(dut.clk)
        differs = str(dut.differs.value)[::-1]
        wrong = [name for name, bit in zip(names, differs, strict=True) if bit != "0"]
        assert not wrong, f"cycle {cycle}: the netlist differs from its source at {', '.join(wrong)}"
        await RisingEdge(dut.clk)
