"""A core over AXI4 that works on two texts: a prompt of each and their answers, one chosen from a list with a penalty,
which share passes, and a stop."""

import cocotb
from cocotb.triggers import ClockCycles

from llama2_rtl.converters.axi.kv_layout import KvLayout
from llama2_rtl.converters.registers.register_map import filter_words, of_text
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, inverse_temperature, token_filters
from llama2_rtl.recording.axi_cocotb import (
    IMAGE_BASE,
    KV_BASE,
    LATENCY,
    PAUSE,
    SEED,
    TEMPERATURE,
    Host,
    contents,
    prompt,
    until,
)
from llama2_rtl.recording.hosts import Memory, offer, take
from llama2_rtl.recording.runs import TEXTS
from llama2_rtl.simulation.dut import reset, rng

PROMPTS, ANSWER = ((1, 5, 7), (2, 4)), 3
PAGE = 4096


@cocotb.test(timeout_time=400, timeout_unit="us")
async def run(dut):
    random, clock, ends = rng(), dut.aclk, []
    await reset(dut, clock="aclk", rst="aresetn", active=0)
    memory = {IMAGE_BASE: contents()[IMAGE_BASE], KV_BASE: bytearray(KvLayout(TEXTS).pages * PAGE)}
    cocotb.start_soon(Memory(dut, TEXTS.beat_bytes, memory, LATENCY, random, PAUSE).run())
    host = Host(dut, random)
    for name, base in (("IMAGE_BASE", IMAGE_BASE), ("KV_BASE", KV_BASE)):
        await host.put_base(name, base)
    await host.put("KV_LIMIT", KvLayout(TEXTS).pages)
    for text, filters in enumerate((token_filters(3, repeat_penalty=1.5), EVERY_TOKEN)):
        words = dict(MAX_TOKENS=ANSWER, INVERSE_TEMPERATURE=inverse_temperature(TEMPERATURE), SEED=SEED + text)
        for name, word in (words | filter_words(filters)).items():
            await host.put(of_text(name, text), word)
    started = cocotb.start_soon(until(clock, lambda: int(dut.running.value), "the header's check"))
    await host.command("START")
    await started
    words = [word | {dut.s_axis_tid: text} for text, tokens in enumerate(PROMPTS) for word in prompt(dut, tokens)]
    cocotb.start_soon(offer(clock, dut.s_axis_tvalid, dut.s_axis_tready, words, random, PAUSE))

    def all_answered():
        if int(dut.m_axis_tlast.value):
            ends.append(int(dut.m_axis_tid.value))
        return len(ends) == TEXTS.sequences

    await take(clock, dut.m_axis_tvalid, dut.m_axis_tready, random, PAUSE, all_answered)
    await host.get("PASSES")
    await host.command("ABORT")
    await until(clock, lambda: not int(dut.busy.value), "the end of the run")
    await ClockCycles(clock, 8)
