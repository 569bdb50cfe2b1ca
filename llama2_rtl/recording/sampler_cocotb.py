"""Logits of two passes through the sampler with lists, one of them with a draft, with pauses between them."""

import cocotb
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge

from llama2_rtl.converters.kernels.gumbel import READY
from llama2_rtl.golden.sampling_formats import inverse_temperature, token_filters
from llama2_rtl.recording.runs import SAMPLER, TOKENS
from llama2_rtl.simulation.dut import reset, rng

PASSES, PAUSE, SPREAD = ((5,), (7, 9)), 0.3, 100_000
"""Of each pass the token of the text, and the drafts behind it."""

LAST = SAMPLER["vectors"] - 1


@cocotb.test(timeout_time=300, timeout_unit="us")
async def run(dut):
    random = rng()
    await reset(dut)
    filters = token_filters(SAMPLER["entries"], 0.9, 0.05, repeat_penalty=1.1)
    for name, value in filters._asdict().items():
        getattr(dut, name).value = value
    dut.inverse_temperature.value, dut.seed.value = inverse_temperature(0.8), 1
    for number, (token, *drafts) in enumerate(PASSES):
        dut.run.value, dut.run_first.value, dut.run_token.value = 1, int(number == 0), token
        await RisingEdge(dut.clk)
        dut.run.value, dut.run_first.value = 0, 0
        for draft in drafts:
            dut.run_drafted.value, dut.run_token.value = 1, draft
            await RisingEdge(dut.clk)
            dut.run_drafted.value = 0
        dut.seed_load.value, dut.position.value = 1, number + len(drafts)
        await RisingEdge(dut.clk)
        dut.seed_load.value = 0
        await ClockCycles(dut.clk, READY)
        for row in range(TOKENS):
            for vector in range(LAST - len(drafts), LAST + 1):
                while random.random() < PAUSE:
                    await RisingEdge(dut.clk)
                dut.in_valid.value, dut.in_row.value, dut.in_last.value = 1, row, int(row == TOKENS - 1)
                dut.in_vector.value, dut.y.value = vector, random.randint(-SPREAD, SPREAD)
                await RisingEdge(dut.clk)
                dut.in_valid.value = 0
        while not (int(dut.out_valid.value) and int(dut.out_vector.value) == LAST):
            await FallingEdge(dut.clk)
        await RisingEdge(dut.clk)
