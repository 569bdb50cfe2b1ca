"""A text prompt by prompt at two temperatures, with drafts; then runs that are ended in the middle of a
drafted pass, and the text again."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.control.token_loop import RUN
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import Text
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import inverse_temperature
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import rng
from tb.axi.cache_in_memory import check_cache
from tb.axi.machine import Machine
from tb.axi.memory import Traffic
from tb.tops.scenario import scenario_from_env
from tb.tops.top_cocotb import drafted_passes

MOST, SEED, TEMPERATURES, TOKEN_CYCLES = 12, 3, (2.0, 5.0), 60_000


async def run_text(machine, prompts, decoder, temperature, ngram):
    """The text in a run of its own, which goes on. Returns how many drafts were offered and accepted."""
    g, inverse = machine.scenario.geometry, inverse_temperature(temperature)
    await machine.put(MAX_TOKENS=MOST, DRAFT_NGRAM=ngram, RESUME=1, INVERSE_TEMPERATURE=inverse, SEED=SEED)
    machine.sink.words.clear()
    await machine.command("CLEAR")
    await machine.start()
    text, answers = Text(decoder, g.context, Sampler(inverse, SEED)), []
    for prompt in prompts:
        answers.append(list(text.answer(prompt, MOST)))
        begin = len(machine.sink.words)
        await send(machine, prompt)
        await machine.sink.wait(begin + len(answers[-1]), TOKEN_CYCLES)
        expect_equal("answer", answers[-1], [word["token"] for word in machine.sink.words[begin:]])
    passes = drafted_passes(g, ngram, prompts, [1] * len(prompts), answers)
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
    await machine.put(MAX_TOKENS=3, DRAFT_NGRAM=0, RESUME=0)
    await machine.start()
    for word in (ngram, 0, ngram):
        machine.sink.words.clear()
        cocotb.start_soon(send(machine, prompt))
        await machine.until(lambda: int(machine.dut.u_token_loop.state.value) == RUN, "a pass", TOKEN_CYCLES)
        await machine.put(DRAFT_NGRAM=word)
        await machine.sink.wait(3, TOKEN_CYCLES)
    await end(machine)


async def send(machine, prompt):
    """Offers a prompt from the next clock edge on."""
    await RisingEdge(machine.dut.aclk)
    await machine.source.send([dict(token=token, last=int(number == len(prompt) - 1))
                               for number, token in enumerate(prompt)])


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
    counts = []
    for temperature in TEMPERATURES:
        counts.append(await run_text(machine, prompts, decoder, temperature, ngram))
        await end(machine)
    offered, accepted = map(sum, zip(*counts, strict=True))
    assert 0 < accepted < offered, f"of {offered} drafts {accepted} were right: this test would not see one kind"
    await machine.put(INVERSE_TEMPERATURE=inverse_temperature(TEMPERATURES[0]))
    for command in ("ABORT", "SOFT_RESET"):
        await machine.start()
        await send(machine, prompts[0])
        await machine.until(lambda: int(dut.u_drafted_passes.drafted.value), "a drafted pass", TOKEN_CYCLES)
        for _ in range(random.randrange(3000)):
            await RisingEdge(dut.aclk)
        await machine.command(command)
        await machine.until_idle()
        for _ in range(100):
            await RisingEdge(dut.aclk)
    await run_text(machine, prompts, decoder, TEMPERATURES[0], ngram)
    await end(machine)
    await change_at_work(machine, prompts[0], ngram)
