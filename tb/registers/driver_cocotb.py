"""The driver in Python, as a host has it, on the core over AXI4: it loads the model, starts, asks, hears, counts; what
goes wrong it says in words."""

import importlib.util
import os
from types import SimpleNamespace

import cocotb
import pytest
from cocotb.task import bridge, resume
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.converters.registers.token_words import TOKENS_OFFSET
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import rng
from tb.axi.machine import IMAGE_BASE, KV_BASE, Machine, image_of
from tb.axi.memory import DECERR, OKAY, Traffic
from tb.tops.scenario import scenario_from_env
from tb.tops.top_cocotb import answers

PROMPTS, MOST = [[5, 7], [3]], 3
PATIENCE = 4000
"""Waits after which the host gives up."""


class Tokens:
    """The words of the token streams, before the ports of the device: one token of a prompt on its way, and a FIFO."""

    def __init__(self, machine, words):
        self.machine, self.words = machine, words
        self.sending, self.read, self.write = None, resume(self._read), resume(self._write)

    async def _read(self, offset):
        await RisingEdge(self.machine.dut.aclk)
        waiting = self.machine.sink.words
        if offset == self.words["STATE"]:
            room = self.sending is None or self.sending.done()
            return self.words["ROOM"] * room + self.words["WAITING"] * bool(waiting)
        word = waiting.pop(0)
        return word["token"] + self.words["LAST"] * word["last"]

    async def _write(self, offset, word):
        await RisingEdge(self.machine.dut.aclk)
        last = int(offset == self.words["SEND_LAST"])
        self.sending = cocotb.start_soon(self.machine.source.send([dict(token=word, last=last)]))


class BlankMachine(Machine):
    """Its memory is empty, and nobody has written a register."""

    def __init__(self, dut):
        super().__init__(dut, scenario_from_env(), rng(), Traffic((1, 30), 0.1, True))
        self.memory.pages.clear()
        spec = importlib.util.spec_from_file_location("core_driver_of_the_host", os.environ["DRIVER"])
        self.module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.module)
        self.waits = 0

    @property
    def is_hosted(self):
        """Whether the core's token streams are words of its own port."""
        return not hasattr(self.dut, "s_axis_tvalid")

    def attach_streams(self):
        if not self.is_hosted:
            super().attach_streams()

    async def configure(self):
        """Nothing: that is the driver's."""

    def driver(self):
        def words(base):
            return SimpleNamespace(read=resume(lambda offset: self._read(base + offset)),
                                   write=resume(lambda offset, word: self._write(base + offset, word)))

        tokens = words(TOKENS_OFFSET) if self.is_hosted else Tokens(self, self.module.MAP["tokens"])
        return self.module.Driver(words(0), tokens, self.memory.load, resume(self._wait))

    async def _read(self, offset):
        await RisingEdge(self.dut.aclk)
        response, word = await self.host.read(offset)
        assert response == 0, f"a read of {offset:#x} is answered with {response}"
        return word

    async def _write(self, offset, word):
        await RisingEdge(self.dut.aclk)
        assert await self.host.write(offset, word) == 0, f"a write of {offset:#x} fails"

    async def _wait(self):
        for _ in range(20):
            await RisingEdge(self.dut.aclk)
        self.waits += 1
        return self.waits > PATIENCE

    def setup(self, **changes):
        """What a run is set up by."""
        setup = dict.fromkeys(self.module.MAP["setup"], 0)
        return setup | dict(image_base=IMAGE_BASE, kv_base=KV_BASE, kv_limit=KvLayout(self.scenario.geometry).pages,
                            max_tokens=MOST, interrupt_enable=BY_NAME["INTERRUPT_ENABLE"].encode(RUNNING=1)) | changes


@cocotb.test
async def tells(dut):
    """Two turns of a text, the second of which goes on: golden's answers; the counters add up; a second run begins."""
    machine = BlankMachine(dut)
    await machine.reset()
    driver, image = machine.driver(), image_of(machine.scenario)
    expected = list(answers(Decoder(machine.scenario.model()), PROMPTS, [False, True], MOST,
                            machine.scenario.geometry.context))

    @bridge
    def host():
        driver.check()
        driver.load(IMAGE_BASE, image)
        for run in range(2):
            driver.begin(**machine.setup())
            assert driver.get("STATUS") == BY_NAME["STATUS"].encode(BUSY=1, RUNNING=1)
            assert driver.get("INTERRUPT_STATUS") == BY_NAME["INTERRUPT_STATUS"].encode(RUNNING=1)
            for prompt, resumes, answer in zip(PROMPTS, (0, 1), expected, strict=True):
                driver.set("RESUME", resumes)
                driver.send(prompt)
                expect_equal("answer", answer, list(driver.answer()), run=run)
            driver.finish()
        counts = driver.counters()
        driver.set("CONTROL", BY_NAME["CONTROL"].encode(CLEAR=1))
        assert driver.count("cycles") == 0
        with pytest.raises(machine.module.Fault, match="no run is going on: start one"):
            driver.receive()
        return counts

    counts = await host()
    assert set(counts) == set(machine.module.MAP["counters"]) and 0 < counts["project_qkv_beats"] < counts["cycles"]
    stages = sum(value for name, value in counts.items() if name != "cycles")
    assert 0 < stages <= counts["cycles"]


@cocotb.test
async def says_what_is_wrong(dut):
    """Faults of the core and of the host come as exceptions, with the words of the register map."""
    machine = BlankMachine(dut)
    await machine.reset()
    driver, image, module = machine.driver(), image_of(machine.scenario), machine.module

    def fails(name, call, *arguments, **named):
        with pytest.raises(module.Fault) as fault:
            call(*arguments, **named)
        code = module.MAP["codes"][name]
        assert (fault.value.code, str(fault.value)) == (code, module.MAP["messages"][code]), f"{name} is awaited"

    @bridge
    def host():
        fails("UNALIGNED", driver.load, IMAGE_BASE + 64, image)
        fails("UNALIGNED", driver.begin, **machine.setup(kv_base=KV_BASE + 8))
        fails("NO_IMAGE", driver.begin, **machine.setup())
        fails("KV_LIMIT", driver.begin, **machine.setup(kv_limit=0))
        driver.load(IMAGE_BASE, image)
        driver.begin(**machine.setup())
        fails("TOKEN", lambda: (driver.send([machine.scenario.geometry.model.vocab_size]), driver.receive()))
        machine.memory.read_response = lambda burst, beat: DECERR
        fails("READ_DECERR", driver.begin, **machine.setup())
        machine.memory.read_response = lambda burst, beat: OKAY
        machine.waits = PATIENCE
        machine.memory.withheld = lambda burst: True
        fails("GAVE_UP", driver.begin, **machine.setup())
        machine.memory.withheld = lambda burst: False
        machine.waits = 0
        driver.set("CONTROL", BY_NAME["CONTROL"].encode(SOFT_RESET=1))
        driver.begin(**machine.setup())
        driver.finish()
        with pytest.raises(ValueError, match="there is no writable register ID"):
            driver.set("ID", 0)
        with pytest.raises(ValueError, match="a run is set up by image_base, kv_base"):
            driver.begin(image_base=0)

    await host()
