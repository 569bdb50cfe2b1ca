"""Gives the top its tokens and writes down what it makes of each: logits, the token chosen, cycles."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge
from cocotb.utils import get_sim_time

from llama2_rtl.converters.control.pipeline_controller import FINISH_TOKEN
from llama2_rtl.converters.engine.destination import CLASSIFIER
from llama2_rtl.simulated_chip import RESULT
from llama2_rtl.simulation.dut import PERIOD_NS, reset


@cocotb.test
async def run(dut):
    tokens = json.loads(os.environ["SIMULATED_TOKENS"])
    await reset(dut, clock="aclk", rst="aresetn", active=0, may_be_unknown=("m_axis_tdata", "m_axis_tlast"))
    cocotb.start_soon(send(dut, [*tokens, tokens[-1]]))  # the start of one more ends the last one's cycles
    begin = await start(dut)
    chosen, logits, cycles = [], [], []
    for _ in tokens:
        row, token = await finished(dut.u_decoder)
        logits.append(row)
        chosen.append(token)
        end = await start(dut)
        cycles.append(end - begin)
        begin = end
    with open(RESULT, "w") as file:
        json.dump(dict(tokens=chosen, logits=logits, cycles=cycles), file)


async def start(dut):
    """Until a token starts; the cycle."""
    await RisingEdge(dut.u_token_loop.token_start)
    return round(get_sim_time("ns") / PERIOD_NS)


async def finished(core):
    """The classifier's rows of the token that runs, and the token chosen of them. Python is asked in every cycle of
    the last stage alone: before it there is nothing to see, and asking takes longer than simulating."""
    logits = []
    while int(core.stage.value) != FINISH_TOKEN:
        await core.stage.value_change
    while True:
        await FallingEdge(core.clk)
        if int(core.y_valid.value) and int(core.y_dest.value) == CLASSIFIER:
            logits.append(core.y.value.to_signed())
        if int(core.token_done.value):
            return logits, int(core.next_token.value)


async def send(dut, tokens):
    """Offers tokens of a prompt that does not end, one after the other."""
    dut.s_axis_tvalid.value = 1
    for token in tokens:
        dut.s_axis_tdata.value = token
        await FallingEdge(dut.aclk)
        while not int(dut.s_axis_tready.value):
            await RisingEdge(dut.s_axis_tready)
            await FallingEdge(dut.aclk)
        await RisingEdge(dut.aclk)
