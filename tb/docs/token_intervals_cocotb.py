"""Records what the engine does in every cycle of the token at given positions, behind another one, as runs of equal
cycles."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.bench_cocotb import begin, count_token
from llama2_rtl.converters.control.pipeline_controller import STAGES


@cocotb.test
async def record(dut):
    results = {}
    for position in json.loads(os.environ["POSITIONS"]):
        await begin(dut, position - 1, os.environ["IN_PROMPT"] == "1")
        await count_token(dut)
        results[position] = await runs(dut)
    await RisingEdge(dut.aclk)
    with open("runs.json", "w") as report:
        json.dump(results, report)


async def runs(dut):
    """[stage, layer, what, cycles] of the token that starts in this cycle, up to the start of the next one."""
    core, found = dut.u_decoder, []
    while True:
        if int(core.weight_beat.value):
            what = "weights"
        elif int(core.attention_beat.value):
            what = "values" if int(core.op_value.value) else "keys"
        elif int(core.parameter_beat.value):
            what = "parameters"
        else:
            what = "stall" if int(core.stall.value) else "bubble"
        now = [STAGES[int(core.stage.value)], int(core.u_pipeline_controller.layer.value), what]
        if found and found[-1][:3] == now:
            found[-1][3] += 1
        else:
            found.append([*now, 1])
        await FallingEdge(dut.aclk)
        if int(core.token_start.value):
            return found
