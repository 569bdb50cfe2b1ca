"""Prompts through the top's AXI4-Stream ports under pauses: the tokens that come back and where they end."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.drafts import DraftedPass
from llama2_rtl.golden.generate import Text, likeliest
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import Filters
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source, token_packet, while_high
from tb.tops.decoder_cocotb import drive_filters
from tb.tops.drafting_host import WANTED, DraftingHost, drafted_passes
from tb.tops.scenario import scenario_from_env


def answer(decoder, prompt, max_tokens, context, choose=likeliest):
    """Golden's answer to a prompt that begins a text: tokens up to a stop token, `max_tokens` (0: no limit) or the end
    of the context. `choose` makes a token of logits."""
    return list(Text(decoder, context, choose).answer(prompt, max_tokens))


def texts_with_answers(decoder, prompts, resumes, max_tokens, context, choose=likeliest):
    """Golden's text and its answer to each of the prompts, which goes on with the text before it where `resumes` says
    so, but not after a full context."""
    text = None
    for prompt, resume in zip(prompts, resumes, strict=True):
        if not resume or text is None or len(text.tokens) == context:
            text = Text(decoder, context, choose)
        yield text, list(text.answer(prompt, max_tokens))


def answers(*args):
    """Of `texts_with_answers` the answers."""
    return (answer for _, answer in texts_with_answers(*args))


@cocotb.test
async def prompts(dut):
    random, scenario = rng(), scenario_from_env()
    decoder, context = Decoder(scenario.model()), scenario.geometry.context
    texts, max_tokens = json.loads(os.environ["PROMPTS"]), int(os.environ["MAX_TOKENS"])
    resumes = json.loads(os.environ["RESUMES"])
    pause, inverse, seed = float(os.environ["PAUSE"]), int(os.environ["INVERSE"]), random.getrandbits(32)
    filters, ngram, hosted = Filters(*json.loads(os.environ["FILTERS"])), int(os.environ["NGRAM"]), "HOST" in os.environ
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    drive_filters(dut, filters, scenario.geometry)
    if scenario.geometry.vectors > 1:
        dut.draft_ngram.value, dut.draft_host.value = ngram, hosted
        passes = PassMonitor(dut.u_drafted_passes)
    dut.max_tokens.value, dut.inverse_temperature.value, dut.seed.value = max_tokens, inverse, seed
    source = Source(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready,
                    {"token": dut.s_axis_tdata, "last": dut.s_axis_tlast}, random, pause)
    sink = Sink(dut.aclk, dut.m_axis_tvalid, dut.m_axis_tready,
                {"token": dut.m_axis_tdata, "last": dut.m_axis_tlast}, random, pause)
    cocotb.start_soon(send(dut, source, sink, texts, resumes))
    expectations = list(answers(decoder, texts, resumes, max_tokens, context, Sampler(inverse, seed, filters)))
    host = DraftingHost(scenario.geometry, random) if hosted else None
    drafted = ngram or hosted
    expected_passes = drafted_passes(scenario.geometry, ngram, texts, resumes, expectations, host) if drafted else []
    if hosted:
        cocotb.start_soon(host.answer(dut.aclk, source, sink))
    for number, expected in enumerate(expectations):
        begin = len(sink.words)
        await sink.wait(begin + len(expected))
        got = sink.words[begin:]
        expect_equal("generated tokens", expected, [word["token"] & ~WANTED for word in got], prompt=number)
        ends = [0] * (len(expected) - 1) + [1]
        expect_equal("tlast of generated tokens", ends, [word["last"] for word in got], prompt=number)
    wanted = sum(word["token"] & WANTED > 0 for word in sink.words)
    expect_equal("words that ask for drafts", len(host.packets) if hosted else 0, wanted)
    if scenario.geometry.vectors > 1:
        for name in DraftedPass._fields:
            expect_equal(f"{name} of passes that choose behind a single token",
                         [getattr(each, name) for each in expected_passes],
                         [getattr(each, name) for each in passes.single])
        taken = sum(each.accepted for each in expected_passes)
        assert taken or not int(os.environ["MUST_DRAFT"]), "no draft was right: this test would not see a wrong one"


class PassMonitor:
    """`single`: a DraftedPass for each pass that chooses behind a single token of the text."""

    def __init__(self, block):
        self.block, self.single, self.offered = block, [], 0
        for signal, note in ((block.draft_offered, self._note_draft), (block.pass_begins, self._note_pass),
                             (block.draft_accepted, self._note_accepted)):
            cocotb.start_soon(while_high(block.clk, signal, note))

    def _note_draft(self):
        self.offered += 1

    def _note_pass(self):
        if int(self.block.single.value):
            self.single.append(DraftedPass(int(self.block.asked_position.value), self.offered, 0))
            self.offered = 0

    def _note_accepted(self):
        self.single[-1] = self.single[-1]._replace(accepted=self.single[-1].accepted + 1)


async def send(dut, source, sink, texts, resumes):
    """Offers the prompts, each with its `resume` when the answer to the one before has been taken."""
    for number, (text, resume) in enumerate(zip(texts, resumes, strict=True)):
        while sum(word["last"] for word in sink.words) < number:
            await RisingEdge(dut.aclk)
        dut.resume.value = resume
        await source.send(token_packet(text))
