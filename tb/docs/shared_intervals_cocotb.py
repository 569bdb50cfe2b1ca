"""Records what the engine does in every cycle of a pass that several texts share, behind another such."""

import json
import os

import cocotb

from llama2_rtl.bench_cocotb import count_token
from llama2_rtl.bench_texts_cocotb import begin
from tb.docs.token_intervals_cocotb import runs

PASSES = 3
"""Passes of a prompt: the one that is recorded ends as the last one starts."""


@cocotb.test
async def record(dut):
    """Of `POSITIONS` of each text from POSITION on, IN_PROMPT or of answers."""
    positions = int(os.environ["POSITIONS"])
    unended = PASSES * positions if os.environ["IN_PROMPT"] == "1" else 0
    await begin(dut, int(os.environ["TEXTS"]), int(os.environ["POSITION"]) - positions, unended)
    await count_token(dut)
    with open("runs.json", "w") as report:
        json.dump(await runs(dut), report)
