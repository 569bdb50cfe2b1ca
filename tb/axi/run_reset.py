"""The reset of a block that has a second one for the run."""

import cocotb
from cocotb.triggers import RisingEdge, Timer

from tb.harness.dut import reset


async def reset_both(dut, may_be_unknown=()):
    """As `reset`, with `run_rst` high for as long."""
    cocotb.start_soon(_reset_run(dut))
    await reset(dut, may_be_unknown=may_be_unknown)


async def _reset_run(dut):
    await Timer(2, unit="ns")
    dut.run_rst.value = 1
    for _ in range(4):
        await RisingEdge(dut.clk)
    dut.run_rst.value = 0
