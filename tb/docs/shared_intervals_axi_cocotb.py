"""Records what the engine of the core over AXI4 does in every cycle of a pass that several texts share, behind another
such."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.bench_cocotb import PROMPT_TOKEN, count_token, until_start
from llama2_rtl.converters.registers.register_map import of_text
from llama2_rtl.simulation.dut import rng
from tb.axi.axi_texts_cocotb import MachineOfTexts
from tb.axi.memory import Traffic
from tb.docs.token_intervals_cocotb import runs
from tb.tops.scenario import scenario_from_env


@cocotb.test
async def record(dut):
    texts, latency = int(os.environ["TEXTS"]), int(os.environ["LATENCY"])
    machine = MachineOfTexts(dut, scenario_from_env(), rng(), Traffic((latency, latency)))
    await machine.reset()
    for text in range(texts):
        await machine.put(**{of_text("RESUME", text): 1})
    await machine.start()
    await machine.until(lambda: int(dut.running.value), "the header's check", 5000)
    await RisingEdge(dut.aclk)
    for text in range(texts):
        getattr(dut, f"u_text_slot_{text}").u_token_loop.position.value = int(os.environ["POSITION"]) - 1
    cocotb.start_soon(machine.source.send([dict(token=PROMPT_TOKEN, last=1, text=text) for text in range(texts)]))
    await until_start(dut)
    await count_token(dut)
    with open("runs.json", "w") as report:
        json.dump(await runs(dut), report)
