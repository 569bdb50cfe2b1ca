"""Packets one behind the other: drafts, their number, and the cycles in which they and the end come."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.registers.token_words import NO_DRAFT
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import cycle, reset, rng
from tb.harness.streams import Source, token_packet, while_high

VOCAB_SIZE, VECTORS = int(os.environ["VOCAB_SIZE"]), int(os.environ["VECTORS"])


def tokens_of(random):
    """A packet: tokens of the vocabulary, and here and there a word outside it, or no draft at all."""
    words = [random.randrange(VOCAB_SIZE) for _ in range(random.randrange(VECTORS + 2))]
    outside = random.choice([VOCAB_SIZE, VOCAB_SIZE + 1, 1 << 31, NO_DRAFT])
    if not words or random.random() < 0.3:
        words.insert(random.randrange(len(words) + 1), outside)
    return words


@cocotb.test(timeout_time=1, timeout_unit="ms")
async def packets(dut):
    random, taken, drafts, ends = rng(), [], [], []
    dut.start.value = 0
    await reset(dut)
    source = Source(dut.clk, dut.s_axis_tvalid, dut.s_axis_tready,
                    dict(token=dut.s_axis_tdata, last=dut.s_axis_tlast), random, 0.3)

    def take():
        if int(dut.s_axis_tready.value):
            taken.append((int(dut.s_axis_tdata.value), cycle()))

    for signal, note in ((dut.s_axis_tvalid, take),
                         (dut.out_valid, lambda: drafts.append((int(dut.draft.value), cycle()))),
                         (dut.done, lambda: ends.append(cycle()))):
        cocotb.start_soon(while_high(dut.clk, signal, note))
    dropped = 0
    for _ in range(200):
        tokens, most = tokens_of(random), random.randrange(VECTORS)
        for record in (taken, drafts, ends):
            record.clear()
        early = random.random() < 0.5
        if early:
            sending = cocotb.start_soon(source.send(token_packet(tokens)))
            for _ in range(random.randrange(1, 5)):
                await RisingEdge(dut.clk)
        dut.start.value, dut.most.value = 1, most
        await RisingEdge(dut.clk)
        dut.start.value, dut.most.value = 0, random.randrange(VECTORS)
        if early:
            await sending
        else:
            await source.send(token_packet(tokens))
        for _ in range(3):
            await FallingEdge(dut.clk)
        inside = next((number for number, token in enumerate(tokens) if token >= VOCAB_SIZE), len(tokens))
        expect_equal("words taken", tokens, [word for word, _ in taken])
        kept = taken[:min(inside, most)]
        expect_equal("drafts", [word for word, _ in kept], [word for word, _ in drafts])
        expect_equal("cycles of drafts", [at + 1 for _, at in kept], [at for _, at in drafts])
        expect_equal("cycle of the end", [taken[-1][1] + 1], ends)
        dropped += len(tokens) - len(drafts)
        await RisingEdge(dut.clk)
    assert dropped
