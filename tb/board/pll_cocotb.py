"""The output's frequency once the PLL has locked."""

import os

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, RisingEdge, Timer
from cocotb.utils import get_sim_time

INPUT_MHZ, OUTPUT_MHZ = (float(os.environ.get(name, 1)) for name in ("INPUT_MHZ", "OUTPUT_MHZ"))


async def measure_mhz(clock, cycles=1000):
    """The frequency of a clock, over whole cycles."""
    await RisingEdge(clock)
    begin = get_sim_time("ps")
    await ClockCycles(clock, cycles)
    return cycles * 1e6 / (get_sim_time("ps") - begin)


@cocotb.test(timeout_time=1, timeout_unit="ms")
async def frequency(dut):
    Clock(dut.clk_in, round(1e6 / INPUT_MHZ), "ps").start()
    await Timer(1, "ns")
    assert int(dut.locked.value) == 0
    await RisingEdge(dut.locked)
    mhz = await measure_mhz(dut.clk)
    assert abs(mhz / OUTPUT_MHZ - 1) < 1e-3, f"{mhz:.3f} MHz"
