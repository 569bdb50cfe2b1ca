"""The device under test, seen from cocotb: clock and reset, seeded randomness, the watch for X."""

import gc
import json
import os
import random
from functools import cache

import cocotb
from cocotb.clock import Clock
from cocotb.triggers import FallingEdge, RisingEdge, Timer, ValueChange
from cocotb.utils import get_sim_time

PERIOD_NS = 10

FURTHER_RESETS = ("run_rst", "valid_rst")
"""Resets of a block beside its first."""

KEPT = 3
"""Cycles of a reset until all copies of it are high, and a cycle more."""


def rng():
    """A random generator seeded by SEED."""
    return random.Random(int(os.environ["SEED"]))


def cycle():
    """The number of the present cycle of the clock that `reset` starts."""
    return round(get_sim_time("ns") / PERIOD_NS)


def ports():
    """Names of the top module's ports: `(inputs, outputs)`."""
    names = json.loads(os.environ["TB_PORTS"])
    return names["inputs"], names["outputs"]


@cache
def _freeze_imports():
    """Takes what has been imported out of the searches for garbage, which cocotb's tasks cause all the time: torch
    alone has so many objects that a tenth of a simulation went into them."""
    gc.collect()
    gc.freeze()


async def reset(dut, cycles=4, may_be_unknown=(), clock="clk", rst="rst", active=1):
    """Zero every input, start the clock, hold the reset for `cycles` cycles, and with it those of FURTHER_RESETS that
    the module has; returns after a rising edge. What an earlier test left on the inputs stays until the blocks below
    are in reset too, KEPT cycles: a word on offer may go in a reset alone.

    From then on an X or Z on any output fails the test in Icarus (Verilator knows neither), except on the
    outputs named in `may_be_unknown`: read data of memories that nothing has written yet. Modules without a
    reset only get the clock and the zeros.
    """
    _freeze_imports()
    inputs, outputs = ports()
    handles = [getattr(dut, name) for name in inputs]
    for handle in handles:
        if not handle.value.is_resolvable:
            handle.value = 0
    # Before the first edge the inputs are known: an unknown write destroys the memory of a netlist.
    await Timer(1, unit="ns")
    edge = getattr(dut, clock)
    Clock(edge, PERIOD_NS, unit="ns", impl="gpi").start()
    resets = [getattr(dut, name) for name in (rst, *FURTHER_RESETS) if name in inputs]
    for line in resets:
        line.value = active
    kept = min(KEPT, cycles)
    for _ in range(kept):
        await RisingEdge(edge)
    for name, handle in zip(inputs, handles, strict=True):
        if handle not in resets and name != clock:
            handle.value = 0
    for _ in range(cycles - kept):
        await RisingEdge(edge)
    for line in resets:
        line.value = 1 - active
    await RisingEdge(edge)
    if os.environ["SIM"] == "icarus":
        for name in outputs:
            if name not in may_be_unknown:
                cocotb.start_soon(_watch_unknown(edge, getattr(dut, name)))


async def _watch_unknown(clock, output):
    """Fails where the output holds an unknown bit in the middle of a cycle; looks only after it has changed."""
    while True:
        value = output.value
        assert set(str(value)) <= {"0", "1"}, f"output {output._name} is {value} at {get_sim_time('ns'):.0f} ns"
        await ValueChange(output)
        await FallingEdge(clock)
