"""Several texts at once over AXI4, each with its registers and its place in the KV cache, in runs of which some end in
the middle: what each tells, and what it leaves in the memory, is as if it were alone."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.axi import faults
from llama2_rtl.converters.registers.register_map import filter_words, of_text
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import rng
from tb.axi.cache_in_memory import check_cache
from tb.axi.machine import Machine
from tb.axi.memory import Traffic
from tb.harness.streams import token_packet
from tb.tops.scenario import scenario_from_env
from tb.tops.texts_cocotb import SharedDrafts, SharedPasses, asked_by_chance, tell, token_streams

TOKEN_CYCLES, LIMITS, LONG = 60_000, (2, 3), (5, 7)


class MachineOfTexts(Machine):
    """A machine whose token streams are of several texts."""

    def attach_streams(self):
        self.source, self.sink = token_streams(self.dut, self.random, self.pause)

    async def ask(self, texts):
        """Writes the registers of all texts."""
        for number, text in enumerate(texts):
            words = dict(MAX_TOKENS=text.max_tokens, RESUME=text.resumes, SEED=text.seed,
                         INVERSE_TEMPERATURE=text.inverse)
            if self.scenario.geometry.sampler_list:
                words |= filter_words(text.filters)
            await self.put(**{of_text(name, number): word for name, word in words.items()})


    async def end(self, command):
        await self.command(command)
        self.dut.s_axis_tvalid.value = 0
        await self.until_idle()


async def run_texts(machine, decoder, prompts, random, ngram, hosted):
    """All texts in a run of their own, with drafts of the text or of a host; then their registers, the passes and the
    KV cache of each. Returns the passes and the drafts."""
    g, dut = machine.scenario.geometry, machine.dut
    asked = asked_by_chance(prompts, random, LONG if ngram or hosted else LIMITS, g.sampler_list)
    passes, drafts = SharedPasses(dut.u_shared_passes, g), SharedDrafts(dut, g)
    await machine.ask(asked)
    await machine.put(DRAFT_NGRAM=ngram, DRAFT_HOST=int(hosted))
    await machine.command("CLEAR")
    await machine.start()
    told = [text.told(decoder, g.context) for text in asked]
    await tell(dut, machine.source, machine.sink, asked, [answers for answers, _ in told], random, TOKEN_CYCLES,
               g if hosted else None)
    expect_equal("PASSES", len(passes.texts), await machine.get("PASSES"))
    for number, (_, text) in enumerate(told):
        for name, counts in (("DRAFTS_OFFERED", drafts.offered), ("DRAFTS_ACCEPTED", drafts.accepted)):
            expect_equal(of_text(name, number), counts[number], await machine.get(of_text(name, number)))
        expect_equal(of_text("POSITION", number), len(text.tokens) % g.context,
                     await machine.get(of_text("POSITION", number)))
        for position in range(len(text.tokens)):
            check_cache(machine.cache, text.cache, position, g, number)
    return passes, drafts


async def end_anywhere(machine, prompts, random):
    """Ends a run in a cycle that chance chooses, while prompts are offered to all texts."""
    await machine.start()

    async def send():
        await RisingEdge(machine.dut.aclk)
        for number, (prompt, *_) in enumerate(prompts):
            await machine.source.send([word | dict(text=number) for word in token_packet(prompt)])

    sending = cocotb.start_soon(send())
    for _ in range(random.randrange(8000)):
        await RisingEdge(machine.dut.aclk)
    await machine.command(random.choice(("ABORT", "SOFT_RESET")))
    sending.cancel()
    machine.dut.s_axis_tvalid.value = 0
    await machine.until_idle()


async def end_by_a_token(machine, text):
    """A token outside the vocabulary in a prompt of any text ends the run."""
    await machine.start()
    await RisingEdge(machine.dut.aclk)
    words = token_packet([1, machine.scenario.geometry.model.vocab_size])
    await machine.source.send([word | dict(text=text) for word in words])
    await machine.until_idle()
    expect_equal("ERROR", faults.TOKEN, await machine.get("ERROR"))


@cocotb.test
async def texts(dut):
    random, scenario = rng(), scenario_from_env()
    prompts, decoder = json.loads(os.environ["PROMPTS"]), Decoder(scenario.model())
    machine = MachineOfTexts(dut, scenario, random, Traffic(**json.loads(os.environ["TRAFFIC"])), 0.1)
    await machine.reset()
    ngram = int(os.environ["NGRAM"])
    passes, _ = await run_texts(machine, decoder, prompts, random, ngram, False)
    await machine.end("ABORT")
    for _ in range(int(os.environ["ENDS"])):
        await end_anywhere(machine, prompts, random)
    if int(os.environ["ENDS"]):
        passes.check()
        await end_by_a_token(machine, scenario.geometry.sequences - 1)
        _, drafts = await run_texts(machine, decoder, prompts, random, 0, bool(ngram))
        assert drafts.accepted or not ngram, "no draft was right"
        await machine.end("SOFT_RESET")
