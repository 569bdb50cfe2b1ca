"""Each fault on one machine: its code, a drained bus, and golden's answer from the next start, without a reset."""

import json
import os
import struct

import cocotb
from cocotb.triggers import RisingEdge

from converters.axi import faults
from golden import image_fields
from golden.decoder import Decoder
from tb.axi.machine import IMAGE_BASE, Machine
from tb.axi.memory import DECERR, OKAY, SLVERR, Traffic
from tb.harness.compare import expect_equal
from tb.harness.dut import rng
from tb.tops.scenario import scenario_from_env
from tb.tops.top_cocotb import answer

PROMPT, TIMEOUT, MOST = [5, 7], 300, 2


class Bench(Machine):
    """A machine that is asked the same prompt again and again."""

    async def configure(self):
        await super().configure()
        await self.put(TIMEOUT=TIMEOUT, MAX_TOKENS=MOST)

    async def begin(self):
        await self.reset()
        self.decoder = Decoder(self.scenario.model())
        self.expected = answer(self.decoder, PROMPT, MOST, self.scenario.geometry.context)
        self.sending = None
        self.heal()

    def heal(self):
        """The memory answers everything."""
        self.memory.read_response = lambda burst, beat: OKAY
        self.memory.write_response = lambda burst: OKAY

    def ask(self, prompt=PROMPT):
        words = [dict(token=token, last=int(number == len(prompt) - 1)) for number, token in enumerate(prompt)]
        self.sending = cocotb.start_soon(self._send(words))

    async def _send(self, words):
        """From a clock edge on: in the middle of a cycle the source would not see its first word taken."""
        await RisingEdge(self.dut.aclk)
        await self.source.send(words)

    def withdraw(self):
        """Nothing is offered any more, and what came out is forgotten."""
        if self.sending is not None:
            self.sending.cancel()
        self.dut.s_axis_tvalid.value = 0
        self.sink.words.clear()

    async def until_running(self):
        await self.start()
        await self.until(lambda: int(self.dut.running.value), "the header's check", 3000)

    async def ends_with(self, code):
        """The run ends by itself with this code, and leaves nothing on the bus that can still be answered."""
        await self.until(lambda: not int(self.dut.busy.value), "the end of the run")
        expect_equal("ERROR", code, await self.get("ERROR"))
        await self.expect_status("DONE", "ERROR")

    async def tells(self):
        """A new run gives golden's answer."""
        self.withdraw()
        self.heal()
        await self.until_running()
        self.ask()
        await self.sink.wait(len(self.expected), 60_000)
        expect_equal("answer", self.expected, [word["token"] for word in self.sink.words])
        await self.expect_status("BUSY", "RUNNING")
        await self.command("ABORT")
        await self.until_idle()
        await self.expect_status("DONE")


def bench(dut, pause=0.0):
    traffic = Traffic((1, 30), pause, True)
    return Bench(dut, scenario_from_env(), rng(), traffic)


@cocotb.test
async def wrong_header(dut):
    """Each field that matters, changed by one bit: no start, the right code."""
    machine = bench(dut)
    await machine.begin()
    right = machine.memory.read(IMAGE_BASE, image_fields.PAGE)
    layout, at = list(image_fields.FIELDS.items()), 0
    chosen = dict(magic=faults.NO_IMAGE, version=faults.IMAGE_VERSION, payload_bytes=faults.IMAGE_SHAPE,
                  lanes=faults.IMAGE_SHAPE, embedding_offset=faults.IMAGE_SHAPE, v_bits=faults.IMAGE_SHAPE,
                  n_layers=faults.IMAGE_SHAPE, rope_original_max_position_embeddings=faults.IMAGE_SHAPE)
    for name, kind in layout:
        size = struct.calcsize(f"<{kind}")
        if name in chosen:
            wrong = bytearray(right)
            wrong[at + machine.random.randrange(size)] ^= 1 << machine.random.randrange(8)
            machine.memory.load(IMAGE_BASE, wrong)
            await machine.start()
            await machine.ends_with(chosen[name])
            assert not int(dut.s_axis_tready.value), "tokens are taken without an image"
            expect_equal("bursts without an answer", 0, machine.memory.open_bursts)
        at += size
    machine.memory.load(IMAGE_BASE, right)
    await machine.tells()


@cocotb.test
async def bus_errors(dut):
    """An error on any beat, of the header, of the stream, of a row, of keys and values; on any write."""
    machine = bench(dut)
    await machine.begin()
    for code, read_fault, write_fault in ((SLVERR, faults.READ_SLVERR, faults.WRITE_SLVERR),
                                          (DECERR, faults.READ_DECERR, faults.WRITE_DECERR)):
        for reads in (0, 4, machine.random.randrange(8, 20)):
            machine.heal()
            wrong = len(machine.memory.log.reads) + reads
            machine.memory.read_response = lambda burst, beat, wrong=wrong, code=code: (
                code if burst.number >= wrong and beat == burst.beats - 1 else OKAY)
            machine.withdraw()
            await machine.start()
            machine.ask()
            await machine.ends_with(read_fault)
            expect_equal("bursts without an answer", 0, machine.memory.open_bursts)
        machine.heal()
        wrong = len(machine.memory.log.writes) + machine.random.randrange(4)
        machine.memory.write_response = lambda burst, wrong=wrong, code=code: code if burst.number == wrong else OKAY
        machine.withdraw()
        await machine.start()
        machine.ask()
        await machine.ends_with(write_fault)
    await machine.tells()


@cocotb.test
async def lost_answers(dut):
    """A read, then a write that is never answered: the timeout, and a new run that no late answer disturbs."""
    machine = bench(dut)
    await machine.begin()
    for number, code in ((3, faults.READ_TIMEOUT), (None, faults.WRITE_TIMEOUT)):
        machine.withdraw()
        if number is None:
            machine.memory.write_response = lambda burst: None
        else:
            lost = len(machine.memory.log.reads) + number
            machine.memory.read_response = lambda burst, beat, lost=lost: None if burst.number == lost else OKAY
        await machine.start()
        machine.ask()
        await machine.ends_with(code)
        machine.heal()
        for burst in [*machine.memory.to_answer, *(queue[0] for queue in machine.memory.under_way.values() if queue)]:
            burst.due = machine.memory.cycle + 400
        await machine.tells()


@cocotb.test
@cocotb.parametrize(command=["ABORT", "SOFT_RESET"])
async def aborts(dut, command):
    """At random cycles, under pauses of all channels."""
    machine = bench(dut, 0.3)
    await machine.begin()
    for _ in range(8):
        machine.withdraw()
        await machine.start()
        machine.ask()
        for _ in range(machine.random.choice((machine.random.randrange(400), machine.random.randrange(3000)))):
            await RisingEdge(dut.aclk)
        await machine.command(command)
        await machine.until_idle(6000)
        await machine.expect_status("DONE")
    await machine.tells()


@cocotb.test
async def resets(dut):
    """At random cycles; the memory is reset with the machine."""
    machine = bench(dut, 0.2)
    await machine.begin()
    for _ in range(4):
        machine.withdraw()
        await machine.start()
        machine.ask()
        for _ in range(machine.random.randrange(3000)):
            await RisingEdge(dut.aclk)
        machine.withdraw()
        dut.aresetn.value = 0
        machine.memory.forget()
        for _ in range(3):
            await RisingEdge(dut.aclk)
            machine.memory.forget()
        dut.aresetn.value = 1
        await RisingEdge(dut.aclk)
        await machine.expect_status()
        await machine.configure()
    await machine.tells()


@cocotb.test
async def tokens_and_context(dut):
    """A token outside the vocabulary ends the run; a full context ends the answer and is reported."""
    machine = bench(dut)
    await machine.begin()
    await machine.until_running()
    machine.ask([5, machine.scenario.geometry.model.vocab_size])
    await machine.ends_with(faults.TOKEN)
    await machine.tells()
    await machine.put(MAX_TOKENS=0)
    context = machine.scenario.geometry.context
    prompt = [machine.random.randrange(20) for _ in range(context - 2)]
    machine.withdraw()
    await machine.until_running()
    expected = answer(machine.decoder, prompt, 0, context)
    machine.ask(prompt)
    await machine.sink.wait(len(expected), 60_000)
    expect_equal("answer", expected, [word["token"] for word in machine.sink.words])
    expect_equal("last", 1, machine.sink.words[-1]["last"])
    if len(expected) == 3:
        expect_equal("ERROR", faults.CONTEXT, await machine.get("ERROR"))
    machine.withdraw()
    await machine.put(MAX_TOKENS=MOST)
    machine.ask()
    await machine.sink.wait(len(machine.expected), 60_000)
    expect_equal("answer", machine.expected, [word["token"] for word in machine.sink.words])
    assert json.loads(os.environ["FULL_CONTEXT"]) == (len(expected) == 3), "the answer ended before the context"
