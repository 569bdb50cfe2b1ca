"""Records what the engine of the core over AXI4 does in every cycle of a token, behind another one, as runs of equal
cycles."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.bench_cocotb import PROMPT_TOKEN, count_token, until_start
from llama2_rtl.simulation.dut import rng
from tb.axi.machine import Machine
from tb.axi.memory import Traffic
from tb.docs.token_intervals_cocotb import runs
from tb.tops.scenario import scenario_from_env


@cocotb.test
async def record(dut):
    latency, in_prompt = int(os.environ["LATENCY"]), os.environ["IN_PROMPT"] == "1"
    machine = Machine(dut, scenario_from_env(), rng(), Traffic((latency, latency)))
    await machine.reset()
    await machine.put(RESUME=1)
    await machine.start()
    await machine.until(lambda: int(dut.running.value), "the header's check", 5000)
    await RisingEdge(dut.aclk)
    dut.u_token_loop.position.value = int(os.environ["POSITION"]) - 1
    cocotb.start_soon(machine.source.send([dict(token=PROMPT_TOKEN, last=int(not in_prompt))] * 3))
    await until_start(dut)
    await count_token(dut)
    with open("runs.json", "w") as report:
        json.dump(await runs(dut), report)
