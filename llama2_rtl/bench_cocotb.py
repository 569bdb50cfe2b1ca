"""Counts the cycles of one token at given positions: beats, stalls, and bubbles by the stages that they lie between."""

import json
import os
from collections import Counter

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.control.pipeline_controller import FINISH_TOKEN, PROJECT_QKV, STAGES
from llama2_rtl.simulation.dut import reset

PROMPT_TOKEN = 1


@cocotb.test
async def measure(dut):
    results = []
    for position in json.loads(os.environ["BENCH_POSITIONS"]):
        print(f"step: simulating position {position}", flush=True)
        await begin(dut, position)
        counts = await count_token(dut)
        bubbles = {pair: cycles for pair, cycles in counts.items() if " > " in pair}
        results.append(dict(position=position, cycles=counts["cycles"], beats=counts["beats"],
                            stalls=counts["stalls"], bubbles=bubbles))
    await RisingEdge(dut.aclk)
    with open("bench.json", "w") as report:
        json.dump(results, report)


async def begin(dut, position, in_prompt=False):
    """Reset, then an answer without end that begins with a prompt of one token at `position`, or a prompt without end;
    returns in the cycle of its start."""
    await reset(dut, clock="aclk", rst="aresetn", active=0, may_be_unknown=("m_axis_tdata", "m_axis_tlast"))
    dut.u_token_loop.position.value, dut.resume.value = position, 1
    dut.s_axis_tdata.value, dut.s_axis_tvalid.value, dut.s_axis_tlast.value = PROMPT_TOKEN, 1, not in_prompt
    dut.m_axis_tready.value = 1
    await until_start(dut)


async def until_start(dut):
    while True:
        await FallingEdge(dut.aclk)
        if int(dut.u_decoder.token_start.value):
            return


async def count_token(dut):
    """The token that starts in this cycle, up to the start of the next one."""
    core = dut.u_decoder
    counts, gap, last = Counter(), 0, STAGES[FINISH_TOKEN]
    while True:
        counts["cycles"] += 1
        engine_beat = int(core.weight_beat.value) or int(core.attention_beat.value)
        if engine_beat:
            stage = STAGES[int(core.stage.value)]
            counts[f"{last} > {stage}"] += gap
            gap, last = 0, stage
        if engine_beat or int(core.parameter_beat.value):
            counts["beats"] += 1
        elif int(core.stall.value):
            counts["stalls"] += 1
        else:
            gap += 1
        await FallingEdge(dut.aclk)
        if int(dut.u_decoder.token_start.value):
            counts[f"{last} > {STAGES[PROJECT_QKV]}"] += gap
            return counts
