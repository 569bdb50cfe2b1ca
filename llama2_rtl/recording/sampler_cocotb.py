"""Logits of two tokens of a text through the sampler with a list, with pauses between them."""

import cocotb
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge

from llama2_rtl.converters.kernels.gumbel import READY
from llama2_rtl.golden.sampling_formats import inverse_temperature, token_filters
from llama2_rtl.recording.runs import SAMPLER, TOKENS
from llama2_rtl.simulation.dut import reset, rng

TEXT, PAUSE, SPREAD = (5, 7), 0.3, 100_000


@cocotb.test(timeout_time=300, timeout_unit="us")
async def run(dut):
    random = rng()
    await reset(dut)
    filters = token_filters(SAMPLER["entries"], 0.9, 0.05, repeat_penalty=1.1)
    for name, value in filters._asdict().items():
        getattr(dut, name).value = value
    dut.inverse_temperature.value, dut.seed.value = inverse_temperature(0.8), 1
    for position, token in enumerate(TEXT):
        dut.seed_load.value, dut.position.value = 1, position
        dut.run.value, dut.run_first.value, dut.run_token.value = 1, int(position == 0), token
        await RisingEdge(dut.clk)
        dut.seed_load.value, dut.run.value, dut.run_first.value = 0, 0, 0
        await ClockCycles(dut.clk, READY)
        for row in range(TOKENS):
            while random.random() < PAUSE:
                await RisingEdge(dut.clk)
            dut.in_valid.value, dut.in_row.value, dut.in_last.value = 1, row, int(row == TOKENS - 1)
            dut.y.value = random.randint(-SPREAD, SPREAD)
            await RisingEdge(dut.clk)
            dut.in_valid.value = 0
        while not int(dut.out_valid.value):
            await FallingEdge(dut.clk)
        await RisingEdge(dut.clk)
