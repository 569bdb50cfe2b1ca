"""Records what the engine does in every cycle of a pass that several texts share, behind another such."""

import json
import os

import cocotb

from llama2_rtl.bench_cocotb import count_token
from llama2_rtl.bench_texts_cocotb import begin
from tb.docs.token_intervals_cocotb import runs

PASSES = 2
"""Passes of a prompt from the one on that is recorded, which ends as the next one starts."""


@cocotb.test
async def record(dut):
    """Of texts with these `SHARES` of a pass from POSITION on: a prompt's tokens, or where it is a single one and not
    IN_PROMPT an answer's."""
    shares, position = json.loads(os.environ["SHARES"]), int(os.environ["POSITION"])
    answers, ahead, before = os.environ["IN_PROMPT"] != "1", 1, shares
    if answers and max(shares) > 1:
        # A prompt fills the first pass as if it were alone, and the rest of its batch has the second.
        ahead, before = 3, [3 if share == 1 else sum(shares) + share for share in shares]
    await begin(dut, [position - count for count in before],
                [0 if answers and share == 1 else count + PASSES * share
                 for share, count in zip(shares, before, strict=True)])
    for _ in range(ahead):
        await count_token(dut)
    with open("runs.json", "w") as report:
        json.dump(await runs(dut), report)
