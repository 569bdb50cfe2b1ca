"""Tokens at given positions over AXI4, alone or in batches, the KV cache filled beforehand: every tap, the token, and
what was written. The second are inside a prompt, each other ones a prompt of their own."""

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
    sizes = json.loads(os.environ["SIZES"])
    tokens = [random.randrange(geometry.model.vocab_size) for _ in range(max(chosen) + max(sizes))]
    golden = Decoder(scenario.model())
    machine = Machine(dut, scenario, random, Traffic(**json.loads(os.environ["TRAFFIC"])))
    await machine.reset()
    monitor = CoreMonitor(dut.u_decoder, geometry)
    await machine.put(RESUME=1, MAX_TOKENS=1)
    await machine.start()
    await machine.until(lambda: int(dut.running.value), "the header's check", 5000)
    cache, done = golden.new_cache(), 0
    for number, (position, size) in enumerate(zip(chosen, sizes, strict=True)):
        if done < position:
            golden.logits(torch.tensor([tokens[done:position]]), cache, done)
            load_cache(machine.cache, cache, range(done, position), geometry)
        done, taps = position + size, {}
        for at in range(position, done):
            taps[at] = Taps()
            logits = golden.step(tokens[at], at, cache, taps[at])
        await RisingEdge(dut.aclk)
        dut.u_token_loop.position.value = position
        monitor.clear()
        chooses = number != 1 or done == geometry.context
        await machine.source.send([dict(token=tokens[at], last=int(number != 1 and at == done - 1))
                                   for at in range(position, done)])
        await monitor.next_token(LIMIT, chooses)
        for at in range(position, done):
            check_token(monitor, taps[at], at, geometry, chooses, at - done)
            check_cache(machine.cache, cache, at, geometry)
        if chooses:
            expect_equal("token", argmax_lowest(logits), monitor.token, position=position)
        full = done == geometry.context
        expect_equal("POSITION", 0 if full else done, await machine.get("POSITION"))
        expect_equal("ERROR", faults.CONTEXT if full else faults.NONE, await machine.get("ERROR"))
    await machine.command("ABORT")
    await machine.until_idle()
    await RisingEdge(dut.aclk)
