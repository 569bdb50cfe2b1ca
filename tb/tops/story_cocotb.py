"""A text by a real checkpoint in the top: the tokens that golden generates."""

import json
import os

import cocotb

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import generate_greedy
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.harness.streams import Sink, Source, token_packet
from tb.tops.scenario import scenario_from_env

LIMIT = 200_000


@cocotb.test
async def story(dut):
    scenario, prompt, steps = scenario_from_env(), json.loads(os.environ["TOKENS"]), int(os.environ["STEPS"])
    expected = generate_greedy(Decoder(scenario.model()), prompt, len(prompt) - 1 + steps)[len(prompt):]
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    dut.max_tokens.value = len(expected)
    source = Source(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready,
                    {"token": dut.s_axis_tdata, "last": dut.s_axis_tlast}, rng())
    sink = Sink(dut.aclk, dut.m_axis_tvalid, None, {"token": dut.m_axis_tdata})
    dut.m_axis_tready.value = 1
    cocotb.start_soon(source.send(token_packet(prompt)))
    await sink.wait(len(expected), LIMIT)
    expect_equal("generated tokens", expected, [word["token"] for word in sink.words])
