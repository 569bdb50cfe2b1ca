"""Tokens at given positions over AXI4, the KV cache filled beforehand: every tap, the token, and what was written. The
second is inside a prompt, each other one a prompt of its own."""

import json
import os

import cocotb
import torch
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.axi import faults
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.taps import Taps
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import rng
from tb.axi.cache_in_memory import check_cache, load_cache
from tb.axi.machine import LIMIT, Machine
from tb.axi.memory import Traffic
from tb.tops.check import check_token
from tb.tops.core_monitor import CoreMonitor
from tb.tops.scenario import scenario_from_env


@cocotb.test
async def positions(dut):
    random, scenario = rng(), scenario_from_env()
    geometry, chosen = scenario.geometry, json.loads(os.environ["POSITIONS"])
    tokens = [random.randrange(geometry.model.vocab_size) for _ in range(max(chosen) + 1)]
    golden = Decoder(scenario.model())
    machine = Machine(dut, scenario, random, Traffic(**json.loads(os.environ["TRAFFIC"])))
    await machine.reset()
    monitor = CoreMonitor(dut.u_decoder, geometry)
    await machine.put(RESUME=1, MAX_TOKENS=1)
    await machine.start()
    await machine.until(lambda: int(dut.running.value), "the header's check", 5000)
    cache, done = golden.new_cache(), 0
    for number, position in enumerate(chosen):
        if done < position:
            golden.logits(torch.tensor([tokens[done:position]]), cache, done)
            load_cache(machine.cache, cache, range(done, position), geometry)
        taps = Taps()
        logits = golden.step(tokens[position], position, cache, taps)
        done = position + 1
        await RisingEdge(dut.aclk)
        dut.u_token_loop.position.value = position
        monitor.clear()
        chooses = number != 1 or done == geometry.context
        await machine.source.send([dict(token=tokens[position], last=int(number != 1))])
        await monitor.next_token(LIMIT, chooses)
        check_token(monitor, taps, position, geometry, chooses)
        if chooses:
            expect_equal("token", argmax_lowest(logits), monitor.token, position=position)
        check_cache(machine.cache, cache, position, geometry)
        full = done == geometry.context
        expect_equal("POSITION", 0 if full else done, await machine.get("POSITION"))
        expect_equal("ERROR", faults.CONTEXT if full else faults.NONE, await machine.get("ERROR"))
    await machine.command("ABORT")
    await machine.until_idle()
    await RisingEdge(dut.aclk)
