"""Counts the cycles of a pass that texts share, for several numbers of them."""

import json
import os

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.bench_cocotb import PROMPT_TOKEN, count_token, until_start
from llama2_rtl.recording.hosts import offer
from llama2_rtl.simulation.dut import reset, rng


@cocotb.test
async def measure(dut):
    results = []
    for texts in json.loads(os.environ["BENCH_TEXTS"]):
        print(f"step: simulating {texts} texts", flush=True)
        await begin(dut, [int(os.environ["BENCH_POSITION"])] * texts)
        counts = await count_token(dut)
        bubbles = {pair: cycles for pair, cycles in counts.items() if " > " in pair and cycles}
        results.append(dict(cycles=counts["cycles"], beats=counts["beats"], stalls=counts["stalls"], bubbles=bubbles))
    await RisingEdge(dut.aclk)
    with open("bench.json", "w") as report:
        json.dump(results, report)


async def begin(dut, positions, unended=None):
    """Reset, then of each text from its one of these `positions` on an answer without end, behind a prompt of one
    token; where `unended` says a number for the text the first so many tokens of a prompt instead. Returns in the cycle
    in which the pass that they share starts."""
    await reset(dut, clock="aclk", rst="aresetn", active=0,
                may_be_unknown=("m_axis_tdata", "m_axis_tlast", "m_axis_tid"))
    dut.resume.value, dut.m_axis_tready.value = (1 << len(dut.resume)) - 1, 1
    for text, position in enumerate(positions):
        getattr(dut, f"u_text_slot_{text}").u_token_loop.position.value = position
    words = [{dut.s_axis_tdata: PROMPT_TOKEN, dut.s_axis_tlast: not count, dut.s_axis_tid: text}
             for text, count in enumerate(unended or [0] * len(positions)) for _ in range(max(1, count))]
    await offer(dut.aclk, dut.s_axis_tvalid, dut.s_axis_tready, words, rng(), 0)
    await until_start(dut)
