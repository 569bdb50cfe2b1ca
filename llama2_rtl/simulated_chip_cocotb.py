"""Gives the top its tokens and writes down what it makes of each: logits, the token chosen, cycles."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.control.pipeline_controller import FINISH_TOKEN
from llama2_rtl.converters.engine.destination import CLASSIFIER
from llama2_rtl.simulated_chip import RESULT
from llama2_rtl.simulation.dut import cycle, reset


@cocotb.test
async def run(dut):
    tokens = json.loads(os.environ["SIMULATED_TOKENS"])
    await reset(dut, clock="aclk", rst="aresetn", active=0, may_be_unknown=("m_axis_tdata", "m_axis_tlast"))
    dut.s_axis_tdata.value, dut.s_axis_tvalid.value, dut.s_axis_tlast.value = tokens[0], 1, 1
    dut.m_axis_tready.value = 1
    begin = await start(dut)
    dut.s_axis_tvalid.value = 0
    chosen, logits, cycles = [], [], []
    for following in [*tokens[1:], tokens[-1]]:  # the start of one more ends the last one's cycles
        row, token = await finished(dut.u_decoder)
        logits.append(row)
        chosen.append(token)
        await put_in_place(dut.u_token_loop, following)
        end = await start(dut)
        cycles.append(end - begin)
        begin = end
    with open(RESULT, "w") as file:
        json.dump(dict(tokens=chosen, logits=logits, cycles=cycles), file)


async def start(dut):
    """Until a token starts; the cycle."""
    await RisingEdge(dut.u_token_loop.token_start)
    return cycle()


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


async def put_in_place(loop, token):
    """The token that goes on with the answer is this one, in place of the one that was chosen in the present cycle: all
    positions but the first are an answer's, for inside a prompt there are no logits."""
    await RisingEdge(loop.clk)
    loop.chosen.value, loop.ends_text.value = token, 0
