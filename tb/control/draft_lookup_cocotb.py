"""Texts that a row holds and that fill the store, one behind the other, so that tokens of an older one lie behind the
end: drafts, their number and the cycles until they come."""

import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.control.draft_lookup import PLACES
from llama2_rtl.golden.drafts import LONGEST_NGRAM, lookup
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng

CONTEXT, VECTORS = 1 << int(os.environ["POSITION_BITS"]), int(os.environ["VECTORS"])


async def tell(dut, token, first):
    """A token of the text; returns with it told."""
    dut.run.value, dut.run_token.value, dut.run_first.value = 1, token, first
    await RisingEdge(dut.clk)
    dut.run.value, dut.run_first.value = 0, 0


async def drafts(dut, tokens, ngram, most, random):
    """What comes after a start that comes with the text's last token, or up to three cycles behind it; checks its
    cycles."""
    dut.ngram.value, late = ngram, random.randrange(4)
    first = len(tokens) == 1
    if late:
        await tell(dut, tokens[-1], first)
        for _ in range(late - 1):
            await RisingEdge(dut.clk)
        dut.start.value = 1
        await RisingEdge(dut.clk)
    else:
        dut.start.value = 1
        await tell(dut, tokens[-1], first)
    dut.start.value, found, begin = 0, [], None
    rows = (len(tokens) - 1) // PLACES + 1
    for cycle in range(1, rows + PLACES + 8 + VECTORS):
        if cycle == 2:
            dut.most.value = most
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            found.append(int(dut.draft.value))
            begin = begin or cycle
        if int(dut.done.value):
            if begin:
                assert begin <= rows + PLACES + 7, f"the first draft came {begin} cycles after the start"
                expect_equal("done comes with the last draft", 1, int(dut.out_valid.value))
            elif most:
                expect_equal("cycles of a search in vain", rows + 5, cycle)
            await RisingEdge(dut.clk)
            return found
        await RisingEdge(dut.clk)
    raise AssertionError("the search did not end")


@cocotb.test
async def texts(dut):
    random, found = rng(), 0
    dut.run.value, dut.run_first.value, dut.start.value, dut.most.value = 0, 0, 0, 0
    await reset(dut)
    for _ in range(12):
        tokens, kinds = [], random.choice([2, 3, 8])
        for _ in range(random.choice([CONTEXT, CONTEXT // 2, 3])):
            token = random.randrange(kinds)
            if tokens and random.random() < 0.3:
                await tell(dut, token, not tokens)
                tokens.append(token)
                continue
            tokens.append(token)
            ngram, most = random.randint(1, LONGEST_NGRAM), random.randrange(VECTORS)
            got = await drafts(dut, tokens, ngram, most, random)
            expect_equal("drafts", lookup(tokens, ngram, most), got, length=len(tokens), ngram=ngram, most=most)
            found += bool(got)
    assert found
