"""Runs over AXI4 to which whatever can go wrong happens in random cycles: each ends, with a code that says what it was,
and the next one gives golden's answer."""

import json
import os

import cocotb

from llama2_rtl.converters.axi import faults
from llama2_rtl.simulation.dut import rng
from tb.axi.asked_machine import AskedMachine
from tb.axi.memory import DECERR, OKAY, SLVERR, Traffic
from tb.tops.scenario import scenario_from_env

COUNT = 5
"""Mishaps of a simulation."""

TIMEOUT, ENDS_IN = 2_000, 30_000
"""Cycles without progress after which a run ends by itself, and those in which one has ended."""

LATEST = 6_000
"""The cycle of a run in which a command ends it, at the latest."""


class Mishaps:
    """What goes wrong: each begins something, and returns the codes with which the run may end by it."""

    def __init__(self, machine):
        self.machine, self.random = machine, machine.random
        self.all = [self.read_error, self.write_error, self.silence, self.refusal, self.nothing]

    def memory(self):
        """One of the memories, and its number."""
        port = self.random.randrange(len(self.machine.memories))
        return self.machine.memories[port], port

    def read_error(self):
        memory, _ = self.memory()
        wrong = len(memory.log.reads) + self.random.randrange(30)
        code = self.random.choice((SLVERR, DECERR))
        beat = self.random.random()
        memory.read_response = lambda burst, at: (
            code if burst.number == wrong and at == int(beat * burst.beats) else OKAY)
        return {SLVERR: faults.READ_SLVERR, DECERR: faults.READ_DECERR}[code],

    def write_error(self):
        memory, _ = self.memory()
        wrong = len(memory.log.writes) + self.random.randrange(6)
        code = self.random.choice((SLVERR, DECERR))
        memory.write_response = lambda burst: code if burst.number == wrong else OKAY
        return {SLVERR: faults.WRITE_SLVERR, DECERR: faults.WRITE_DECERR}[code],

    def silence(self):
        is_write = self.random.random() < 0.5
        self.machine.withhold(self.random.randrange(6 if is_write else 30), is_write, self.memory()[1])
        return faults.READ_TIMEOUT, faults.WRITE_TIMEOUT

    def refusal(self):
        memory, _ = self.memory()
        memory.refused = set(self.random.choice(("ar", "aw", "w", "aw w")).split())
        return faults.READ_TIMEOUT, faults.WRITE_TIMEOUT

    def nothing(self):
        return ()


@cocotb.test
async def mishaps(dut):
    machine = AskedMachine(dut, scenario_from_env(), rng(), Traffic(**json.loads(os.environ["TRAFFIC"])),
                           float(os.environ["PAUSE"]))
    await machine.begin()
    await machine.put(TIMEOUT=TIMEOUT)
    what = Mishaps(machine)
    for _ in range(COUNT):
        mishap, command = machine.random.choice(what.all), machine.random.choice(("", "ABORT", "SOFT_RESET"))
        codes = mishap()
        await machine.asks()
        latest = machine.random.choice((200, LATEST))
        for _ in range(machine.random.randrange(latest) if command else LATEST):
            if not int(dut.busy.value):
                break
            await machine.cycles(1)
        await machine.command(command or "ABORT")
        said = f"the end of the run with {mishap.__name__}, {command or 'no command'}"
        await machine.until(lambda: not int(dut.busy.value), said, ENDS_IN)
        error = await machine.get("ERROR")
        assert error in (faults.NONE, *codes), f"{said}: ERROR is {error}, not one of {codes}"
        await machine.tells(machine.random.choice((0, machine.random.randrange(200))))
