"""Prompts through the top's AXI4-Stream ports under pauses: the tokens that come back and where they end."""

import json
import os

import cocotb
import torch

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source
from tb.tops.scenario import scenario_from_env


def answer(decoder, prompt, max_tokens, context, choose=argmax_lowest):
    """Golden's answer to a prompt: tokens up to a stop token, `max_tokens` (0: no limit) or the end of the context.
    `choose` makes a token of logits."""
    cache, tokens, generated = decoder.new_cache(), list(prompt[:context]), []
    for position in range(context):
        logits = decoder.logits(torch.tensor([[tokens[position]]]), cache, position)[0, 0]
        token = choose(logits)
        if position + 1 < len(tokens):
            continue
        generated.append(token)
        tokens.append(token)
        if token in decoder.config.stop_tokens or len(generated) == max_tokens:
            break
    return generated


@cocotb.test
async def prompts(dut):
    random, scenario = rng(), scenario_from_env()
    decoder, context = Decoder(scenario.model()), scenario.geometry.context
    texts, max_tokens = json.loads(os.environ["PROMPTS"]), int(os.environ["MAX_TOKENS"])
    pause, inverse, seed = float(os.environ["PAUSE"]), int(os.environ["INVERSE"]), random.getrandbits(32)
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    dut.max_tokens.value, dut.inverse_temperature.value, dut.seed.value = max_tokens, inverse, seed
    source = Source(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready,
                    {"token": dut.s_axis_tdata, "last": dut.s_axis_tlast}, random, pause)
    sink = Sink(dut.aclk, dut.m_axis_tvalid, dut.m_axis_tready,
                {"token": dut.m_axis_tdata, "last": dut.m_axis_tlast}, random, pause)
    words = [dict(token=token, last=int(index == len(text) - 1)) for text in texts for index, token in enumerate(text)]
    cocotb.start_soon(source.send(words))
    for number, text in enumerate(texts):
        expected = answer(decoder, text, max_tokens, context, Sampler(inverse, seed))
        begin = len(sink.words)
        await sink.wait(begin + len(expected))
        got = sink.words[begin:]
        expect_equal("generated tokens", expected, [word["token"] for word in got], prompt=number)
        ends = [0] * (len(expected) - 1) + [1]
        expect_equal("tlast of generated tokens", ends, [word["last"] for word in got], prompt=number)
