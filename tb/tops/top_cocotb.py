"""Prompts through the top's AXI4-Stream ports under pauses: the tokens that come back and where they end."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import Text, likeliest
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import Filters
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source
from tb.tops.decoder_cocotb import drive_filters
from tb.tops.scenario import scenario_from_env


def answer(decoder, prompt, max_tokens, context, choose=likeliest):
    """Golden's answer to a prompt that begins a text: tokens up to a stop token, `max_tokens` (0: no limit) or the end
    of the context. `choose` makes a token of logits."""
    return list(Text(decoder, context, choose).answer(prompt, max_tokens))


def answers(decoder, prompts, resumes, max_tokens, context, choose=likeliest):
    """Golden's answer to each of the prompts, which goes on with the text before it where `resumes` says so, but not
    after a full context."""
    text = None
    for prompt, resume in zip(prompts, resumes, strict=True):
        if not resume or text is None or len(text.tokens) == context:
            text = Text(decoder, context, choose)
        yield list(text.answer(prompt, max_tokens))


@cocotb.test
async def prompts(dut):
    random, scenario = rng(), scenario_from_env()
    decoder, context = Decoder(scenario.model()), scenario.geometry.context
    texts, max_tokens = json.loads(os.environ["PROMPTS"]), int(os.environ["MAX_TOKENS"])
    resumes = json.loads(os.environ["RESUMES"])
    pause, inverse, seed = float(os.environ["PAUSE"]), int(os.environ["INVERSE"]), random.getrandbits(32)
    filters = Filters(*json.loads(os.environ["FILTERS"]))
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    drive_filters(dut, filters, scenario.geometry)
    dut.max_tokens.value, dut.inverse_temperature.value, dut.seed.value = max_tokens, inverse, seed
    source = Source(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready,
                    {"token": dut.s_axis_tdata, "last": dut.s_axis_tlast}, random, pause)
    sink = Sink(dut.aclk, dut.m_axis_tvalid, dut.m_axis_tready,
                {"token": dut.m_axis_tdata, "last": dut.m_axis_tlast}, random, pause)
    cocotb.start_soon(send(dut, source, sink, texts, resumes))
    expectations = answers(decoder, texts, resumes, max_tokens, context, Sampler(inverse, seed, filters))
    for number, expected in enumerate(expectations):
        begin = len(sink.words)
        await sink.wait(begin + len(expected))
        got = sink.words[begin:]
        expect_equal("generated tokens", expected, [word["token"] for word in got], prompt=number)
        ends = [0] * (len(expected) - 1) + [1]
        expect_equal("tlast of generated tokens", ends, [word["last"] for word in got], prompt=number)


async def send(dut, source, sink, texts, resumes):
    """Offers the prompts, each with its `resume` when the answer to the one before has been taken."""
    for number, (text, resume) in enumerate(zip(texts, resumes, strict=True)):
        while sum(word["last"] for word in sink.words) < number:
            await RisingEdge(dut.aclk)
        dut.resume.value = resume
        await source.send([dict(token=token, last=int(index == len(text) - 1)) for index, token in enumerate(text)])
