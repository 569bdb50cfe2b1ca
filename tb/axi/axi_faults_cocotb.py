"""Each fault on one machine: its code, a drained bus, and golden's answer from the next start, without a reset."""

import json
import os
import struct

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.axi import faults
from llama2_rtl.converters.registers.register_map import BY_NAME
from llama2_rtl.golden import image_fields
from llama2_rtl.simulation.compare import expect_equal
from tb.axi.asked_machine import MOST, asked_machine
from tb.axi.machine import IMAGE_BASE
from tb.axi.memory import DECERR, OKAY, SLVERR
from tb.tops.top_cocotb import answer, answers


@cocotb.test
async def wrong_header(dut):
    """Each field that matters, changed by one bit: no start, the right code."""
    machine = asked_machine(dut)
    await machine.begin()
    right = machine.memory.read(IMAGE_BASE, image_fields.PAGE)
    layout, at = list(image_fields.FIELDS.items()), 0
    chosen = dict(magic=faults.NO_IMAGE, version=faults.IMAGE_VERSION, payload_bytes=faults.IMAGE_SHAPE,
                  word_bytes=faults.IMAGE_SHAPE, embedding_offset=faults.IMAGE_SHAPE, v_bits=faults.IMAGE_SHAPE,
                  n_layers=faults.IMAGE_SHAPE, rope_original_max_position_embeddings=faults.IMAGE_SHAPE,
                  tile_columns=faults.IMAGE_SHAPE, formats=faults.IMAGE_SHAPE, head_formats=faults.IMAGE_SHAPE)
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
    machine = asked_machine(dut)
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
async def too_few_pages(dut):
    """START is refused without a burst, after a run too; the interrupt tells of it until it is acknowledged."""
    machine = asked_machine(dut)
    await machine.begin()
    status, enable, pages = BY_NAME["INTERRUPT_STATUS"], BY_NAME["INTERRUPT_ENABLE"], await machine.get("KV_PAGES")
    await machine.put(INTERRUPT_ENABLE=enable.encode(DONE=1))
    for given in (0, pages - 1):
        bursts = len(machine.memory.log.reads) + len(machine.memory.log.writes)
        await machine.put(INTERRUPT_STATUS=status.mask, KV_LIMIT=given)
        assert not int(dut.irq.value), "an interrupt before the start"
        await machine.command("START")
        await machine.until(lambda: int(dut.irq.value), "the interrupt", 20)
        await machine.ends_with(faults.KV_LIMIT)
        expect_equal("INTERRUPT_STATUS", status.encode(DONE=1, ERROR=1), await machine.get(status.name))
        expect_equal("bursts", bursts, len(machine.memory.log.reads) + len(machine.memory.log.writes))
        await machine.put(INTERRUPT_STATUS=status.encode(DONE=1), KV_LIMIT=pages)
        assert not int(dut.irq.value), "the interrupt stays after its acknowledgement"
        await machine.tells()
        assert int(dut.irq.value), "no interrupt at the end of a run"


@cocotb.test
@cocotb.parametrize(command=["ABORT", "SOFT_RESET"])
async def aborts(dut, command):
    """At random cycles, under pauses of all channels."""
    machine = asked_machine(dut, 0.3)
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
    machine = asked_machine(dut, 0.2)
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
    machine = asked_machine(dut)
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


@cocotb.test
async def a_text_goes_on(dut):
    """With RESUME a prompt follows the text before it, without it begins one; a new run has no text to go on with."""
    machine = asked_machine(dut)
    await machine.begin()
    prompts, resumes = [[5, 7], [3, 4], [6], [5, 7], [1]], [0, 1, 1, 0, 1]
    expected = answers(machine.decoder, prompts, resumes, MOST, machine.scenario.geometry.context)
    await machine.until_running()
    for prompt, resume, tokens in zip(prompts, resumes, expected, strict=True):
        await machine.put(RESUME=resume)
        machine.withdraw()
        machine.ask(prompt)
        await machine.sink.wait(len(tokens), 60_000)
        expect_equal("answer", tokens, [word["token"] for word in machine.sink.words], resume=resume)
    await machine.command("ABORT")
    await machine.until_idle()
    await machine.tells()
