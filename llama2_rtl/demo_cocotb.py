"""Runs a text turn by turn through the top in the simulator and prints one line of JSON per event, for `demo` to
read."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.simulation.dut import cycle, reset


def report(event, token=None):
    """One line: the event, the token it is about, and the cycle it happens in."""
    print(json.dumps(dict(event=event, token=token, cycle=cycle())), flush=True)


@cocotb.test
async def tell(dut):
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    dut.max_tokens.value = int(os.environ["DEMO_MAX_TOKENS"])
    dut.inverse_temperature.value = int(os.environ["DEMO_INVERSE_TEMPERATURE"])
    dut.seed.value = int(os.environ["DEMO_SEED"])
    for name, value in json.loads(os.environ["DEMO_FILTERS"]).items():
        getattr(dut, name).value = value
    if drafts := int(os.environ["DEMO_DRAFTS"]):
        dut.draft_ngram.value = drafts
    dut.m_axis_tready.value = 1
    report("start")
    for resume, prompt in json.loads(os.environ["DEMO_TURNS"]):
        dut.resume.value = int(resume)
        cocotb.start_soon(send(dut, prompt))
        await answer(dut)


async def answer(dut):
    """Takes the tokens of an answer; each is reported when it is offered."""
    last = False
    while not last:
        if not int(dut.m_axis_tvalid.value):
            await RisingEdge(dut.m_axis_tvalid)
        await FallingEdge(dut.aclk)
        report("out", int(dut.m_axis_tdata.value))
        last = bool(int(dut.m_axis_tlast.value))
        await RisingEdge(dut.aclk)
        await FallingEdge(dut.aclk)


async def send(dut, prompt):
    """Offers the prompt's tokens from the next edge of the clock on; each is reported when it is taken."""
    await RisingEdge(dut.aclk)
    for index, token in enumerate(prompt):
        dut.s_axis_tdata.value = token
        dut.s_axis_tlast.value = index == len(prompt) - 1
        dut.s_axis_tvalid.value = 1
        await FallingEdge(dut.aclk)
        while not int(dut.s_axis_tready.value):
            await RisingEdge(dut.s_axis_tready)
            await FallingEdge(dut.aclk)
        report("in", token)
        await RisingEdge(dut.aclk)
    dut.s_axis_tvalid.value = 0
