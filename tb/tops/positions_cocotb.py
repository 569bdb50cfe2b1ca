"""A real checkpoint in the top: every tap at positions over the whole context, the KV cache between them put there; the
second of them is inside a prompt, each other one a prompt of its own."""

import json
import os

import cocotb
import torch
from cocotb.triggers import RisingEdge

from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.taps import Taps
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset
from tb.tops.cache_fill import fill_cache
from tb.tops.check import check_token
from tb.tops.core_monitor import CoreMonitor
from tb.tops.scenario import scenario_from_env

LIMIT = 200_000


@cocotb.test
async def positions(dut):
    scenario = scenario_from_env()
    tokens, chosen = json.loads(os.environ["TOKENS"]), json.loads(os.environ["POSITIONS"])
    golden = Decoder(scenario.model())
    cache, done = golden.new_cache(), 0
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    dut.resume.value, dut.max_tokens.value, dut.m_axis_tready.value = 1, 1, 1
    monitor = CoreMonitor(dut.u_decoder, scenario.geometry)
    for number, position in enumerate(chosen):
        if done < position:
            golden.logits(torch.tensor([tokens[done:position]]), cache, done)
            await fill_cache(dut.u_kv_cache, cache, range(done, position), scenario.geometry)
        taps = Taps()
        logits = golden.step(tokens[position], position, cache, taps)
        done = position + 1
        dut.u_token_loop.position.value = position
        chooses = number != 1 or done == scenario.geometry.context
        dut.s_axis_tdata.value, dut.s_axis_tvalid.value, dut.s_axis_tlast.value = tokens[position], 1, number != 1
        monitor.clear()
        await RisingEdge(dut.aclk)
        dut.s_axis_tvalid.value = 0
        await monitor.next_token(LIMIT, chooses)
        check_token(monitor, taps, position, scenario.geometry, chooses)
        if chooses:
            expect_equal("token", argmax_lowest(logits), monitor.token, position=position)
        for _ in range(4):
            await RisingEdge(dut.aclk)
