"""A text prompt by prompt at two temperatures, with drafts of the text and of a host; then runs that are ended in the
middle of a drafted pass and while drafts are awaited, and the text again."""

import json
import os
from itertools import product

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.control.drafted_passes import SEEK
from llama2_rtl.converters.control.token_loop import RUN
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import Text
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import inverse_temperature
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import cycle, rng
from tb.axi.cache_in_memory import check_cache
from tb.axi.machine import Machine
from tb.axi.memory import Traffic
from tb.harness.streams import token_packet
from tb.tops.drafting_host import WANTED, DraftingHost, drafted_passes
from tb.tops.scenario import scenario_from_env

MOST, SEED, TEMPERATURES, TOKEN_CYCLES = 12, 3, (2.0, 5.0), 60_000
ENDS = 24
"""Runs that are ended in a cycle that chance chooses."""


async def run_text(machine, prompts, decoder, temperature, ngram, host=None):
    """The text in a run of its own, which goes on, with drafts of the text or of the `host`. Returns how many were
    offered and accepted."""
    g, inverse = machine.scenario.geometry, inverse_temperature(temperature)
    await machine.put(MAX_TOKENS=MOST, DRAFT_NGRAM=ngram, DRAFT_HOST=int(host is not None), RESUME=1,
                      INVERSE_TEMPERATURE=inverse, SEED=SEED)
    machine.sink.words.clear()
    await machine.command("CLEAR")
    await machine.start()
    text = Text(decoder, g.context, Sampler(inverse, SEED))
    answers = [list(text.answer(prompt, MOST)) for prompt in prompts]
    passes = drafted_passes(g, ngram, prompts, [1] * len(prompts), answers, host)
    answering = host and cocotb.start_soon(host.answer(machine.dut.aclk, machine.source, machine.sink))
    for prompt, answer in zip(prompts, answers, strict=True):
        begin = len(machine.sink.words)
        await send(machine, token_packet(prompt))
        await machine.sink.wait(begin + len(answer), TOKEN_CYCLES)
        expect_equal("answer", answer, [word["token"] & ~WANTED for word in machine.sink.words[begin:]])
    if host:
        answering.cancel()
        expect_equal("words that ask for drafts", len(host.packets),
                     sum(word["token"] & WANTED > 0 for word in machine.sink.words))
    offered, accepted = sum(each.offered for each in passes), sum(each.accepted for each in passes)
    of_prompts = sum(-(-len(prompt) // g.vectors) - (len(prompt) % g.vectors == 1) for prompt in prompts)
    for name, count in (("PASSES", of_prompts + len(passes)), ("DRAFTS_OFFERED", offered),
                        ("DRAFTS_ACCEPTED", accepted)):
        expect_equal(name, count, await machine.get(name))
    expect_equal("POSITION", len(text.tokens) % g.context, await machine.get("POSITION"))
    for position in range(len(text.tokens)):
        check_cache(machine.cache, text.cache, position, g)
    return offered, accepted


async def change_at_work(machine, prompt, ngram):
    """The register is written in the middle of passes: it counts from the next prompt on, and nothing is stuck."""
    await machine.put(MAX_TOKENS=3, DRAFT_NGRAM=0, DRAFT_HOST=0, RESUME=0)
    await machine.start()
    for word in (ngram, 0, ngram):
        machine.sink.words.clear()
        cocotb.start_soon(send(machine, token_packet(prompt)))
        await machine.until(lambda: int(machine.dut.u_token_loop.state.value) == RUN, "a pass", TOKEN_CYCLES)
        await machine.put(DRAFT_NGRAM=word)
        await machine.sink.wait(3, TOKEN_CYCLES)
    await end(machine)


async def end_anywhere(machine, prompt, random):
    """Ends runs in cycles that chance chooses, from START up to the answer's end: passes of a prompt, of drafts of the
    text and of a host, waits and gaps between them. Returns the stages that were at work then."""
    stages = set()
    await machine.put(MAX_TOKENS=3, RESUME=0)
    cycles = None
    for number in range(ENDS):
        await machine.put(DRAFT_HOST=number % 2, DRAFT_NGRAM=1)
        machine.sink.words.clear()
        await machine.start()
        begin = cycle()
        sending = cocotb.start_soon(send(machine, token_packet(prompt)))
        if cycles is None:
            await machine.sink.wait(3, TOKEN_CYCLES)
            cycles = cycle() - begin
        for _ in range(random.randrange(cycles)):
            await RisingEdge(machine.dut.aclk)
        stages.add(int(machine.dut.stage.value))
        await machine.command(random.choice(("ABORT", "SOFT_RESET")))
        sending.cancel()
        machine.dut.s_axis_tvalid.value = 0
        await machine.until_idle()
    return stages


async def send(machine, words):
    """Offers words of a packet from the next clock edge on."""
    await RisingEdge(machine.dut.aclk)
    await machine.source.send(words)


async def end(machine):
    await machine.command("ABORT")
    await machine.until_idle()


@cocotb.test
async def drafts(dut):
    random, scenario = rng(), scenario_from_env()
    prompts, ngram = json.loads(os.environ["PROMPTS"]), int(os.environ["NGRAM"])
    decoder = Decoder(scenario.model())
    machine = Machine(dut, scenario, random, Traffic(**json.loads(os.environ["TRAFFIC"])))
    await machine.reset()
    for hosted in (False, True):
        counts = []
        for temperature in TEMPERATURES:
            host = DraftingHost(scenario.geometry, random) if hosted else None
            counts.append(await run_text(machine, prompts, decoder, temperature, ngram, host))
            await end(machine)
        offered, accepted = map(sum, zip(*counts, strict=True))
        assert 0 < accepted < offered, f"of {offered} drafts {accepted} were right: this test would not see one kind"
    await machine.put(INVERSE_TEMPERATURE=inverse_temperature(TEMPERATURES[0]))
    for command, hosted in product(("ABORT", "SOFT_RESET"), (0, 1)):
        await machine.put(DRAFT_HOST=hosted)
        await machine.start()
        await send(machine, token_packet(prompts[0]))
        if hosted:
            await machine.until(lambda: int(dut.u_drafted_passes.state.value) == SEEK, "a wait", TOKEN_CYCLES)
            await send(machine, token_packet([3, 3])[:1])
        else:
            await machine.until(lambda: int(dut.u_drafted_passes.drafted.value), "a drafted pass", TOKEN_CYCLES)
        for _ in range(random.randrange(3000)):
            await RisingEdge(dut.aclk)
        await machine.command(command)
        await machine.until_idle()
        for _ in range(100):
            await RisingEdge(dut.aclk)
    stages = await end_anywhere(machine, prompts[0][-7:], random)
    assert len(stages) > 4, f"runs ended in the stages {stages} alone"
    await run_text(machine, prompts, decoder, TEMPERATURES[0], ngram)
    await end(machine)
    await change_at_work(machine, prompts[0], ngram)
