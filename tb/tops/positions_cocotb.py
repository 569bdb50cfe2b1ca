"""A real checkpoint in the top: every tap at positions over the whole context, the KV cache filled beforehand."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from golden.decoder import Decoder
from golden.generate import argmax_lowest
from golden.taps import Taps
from tb.harness.compare import expect_equal
from tb.harness.dut import reset
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
    cache = golden.new_cache()
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    monitor = CoreMonitor(dut.u_decoder, scenario.geometry)
    for position, token in enumerate(tokens):
        taps = Taps()
        logits = golden.step(token, position, cache, taps)
        if position not in chosen:
            continue
        await fill_cache(dut.u_kv_cache, cache, position, scenario.geometry)
        dut.u_token_loop.position.value = position
        dut.s_axis_tdata.value, dut.s_axis_tvalid.value, dut.s_axis_tlast.value = token, 1, 0
        monitor.clear()
        await RisingEdge(dut.aclk)
        dut.s_axis_tvalid.value = 0
        for _ in range(LIMIT):
            await FallingEdge(dut.aclk)
            if monitor.token is not None:
                break
        check_token(monitor, taps, position, scenario.geometry)
        expect_equal("token", argmax_lowest(logits), monitor.token, position=position)
        for _ in range(4):
            await RisingEdge(dut.aclk)
