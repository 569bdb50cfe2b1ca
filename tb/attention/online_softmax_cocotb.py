"""Random dot products through the online softmax, everything read in the first cycle in which it may be."""

import os
from collections import defaultdict

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.attention.formats import BANKS, INDEX_BITS, SHIFT_COUNT_BITS, dot_headroom
from llama2_rtl.converters.attention.online_softmax import OFFER_LEAD, PASS_LATENCY, RECIPROCAL_LATENCY
from llama2_rtl.golden.arithmetic import rhu, sat
from llama2_rtl.golden.config import SPAN
from llama2_rtl.golden.functions import exp2, reciprocal
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.attention.cache_model import geometry_from_environment, pack, unpack


def random_item(geometry, positions):
    """Dot products and score shifts [positions, slots], shifts of the values [positions, kv_per_word]."""
    g = geometry
    shape = positions, g.slots
    dots = torch.randint(-(1 << 62), 1 << 62, shape) >> torch.randint(63 - g.dot_bits, 60, shape)
    spread = torch.randint(20, 40, (g.slots,)) + torch.randint(-3, 4, shape)
    values = torch.randint(0, 20, (g.kv_per_word,)) + torch.randint(-1, 5, (positions, g.kv_per_word))
    return dots, spread, values.clamp(0, 24)


def expected(geometry, dots, score_shifts, value_shifts):
    """Per span (probabilities [positions, slots], deltas [slots]), and the reciprocal as (factor, shift)."""
    by_slot = value_shifts[:, [geometry.kv_slot(j) for j in range(geometry.slots)]]
    scaled = sat(rhu(dots << dot_headroom(geometry), score_shifts), 24) + (by_slot << 8)
    spans, maximum, total = [], None, None
    for scores, shift in zip(scaled.split(SPAN), by_slot.split(SPAN), strict=True):
        highest = (scores.amax(0) + 255) >> 8
        new = highest if maximum is None else torch.maximum(maximum, highest)
        p, weight = exp2((new << 8) - scores, shift)
        delta = torch.zeros_like(new) if maximum is None else new - maximum
        total = weight.sum(0) + (0 if total is None else rhu(total, delta))
        spans.append((p, delta.clamp(max=63)))
        maximum = new
    return spans, reciprocal(total)


class Schedule:
    """What to drive and what to check in which cycle."""

    def __init__(self, dut):
        self.dut, self.cycle = dut, 0
        self.drive, self.check = defaultdict(dict), defaultdict(list)

    async def run(self, each_cycle):
        while True:
            for port, value in self.drive.pop(self.cycle, {}).items():
                getattr(self.dut, port).value = value
            await FallingEdge(self.dut.clk)
            for port, bits, values, where in self.check.pop(self.cycle, []):
                got = unpack(int(getattr(self.dut, port).value), bits, len(values), is_signed=False)
                expect_equal(port, values, got, **where)
            each_cycle()
            self.cycle += 1
            await RisingEdge(self.dut.clk)


class Bench:
    """Feeds items and holds what comes out against expectation."""

    def __init__(self, dut, geometry, offer_delay):
        self.dut, self.geometry, self.offer_delay = dut, geometry, offer_delay
        self.schedule = Schedule(dut)
        self.expected, self.read_spans, self.done_at = [], 0, 0
        cocotb.start_soon(self.schedule.run(self.watch))

    def watch(self):
        if int(self.dut.offer.value):
            assert self.expected, "an offer without a span"
            self._read_span(**self.expected.pop(0))

    def _read_span(self, item, span, p, deltas, factor):
        now = self.schedule.cycle
        bank = self.read_spans % BANKS
        first = now + OFFER_LEAD + 1 - self.offer_delay
        assert first > now, "an offer later than the first probability"
        drive, check = self.schedule.drive, self.schedule.check
        drive[first]["deltas_raddr"] = bank
        check[first + 1].append(("deltas_rdata", 6, deltas.tolist(), dict(item=item, span=span)))
        for index, row in enumerate(p.tolist()):
            drive[first + index]["probabilities_raddr"] = (bank << INDEX_BITS) | index
            place = dict(item=item, position=span * SPAN + index, token=self.token)
            check[first + index + 2].append(("probabilities_rdata", 15, row, place))
        self.done_at = first + len(p)
        self.read_spans += 1
        if factor is None:
            return
        last = now - (PASS_LATENCY - OFFER_LEAD + self.offer_delay) + len(p) - 1
        for slot, (value, shift) in enumerate(zip(*(part.tolist() for part in factor), strict=True)):
            at = last + RECIPROCAL_LATENCY + slot
            drive[at] |= dict(read_item=item % (2 * BANKS), read_slot=slot)
            check[at + 1] += [("factor", 16, [value], dict(item=item, slot=slot)),
                              ("factor_shift", 6, [shift], dict(item=item, slot=slot))]
            self.done_at = at + 1

    async def feed(self, random, items, position):
        """Items of one token, back to back or with pauses, at most BANKS spans ahead of the reader."""
        dut, g = self.dut, self.geometry
        dut.last_span.value, dut.last_index.value = position // SPAN, position % SPAN
        dut.start.value = 1
        await RisingEdge(dut.clk)
        dut.start.value = 0
        self.read_spans, self.token, fed = 0, position, 0
        for item in range(items):
            dots, score_shifts, value_shifts = random_item(g, position + 1)
            spans, factor = expected(g, dots, score_shifts, value_shifts)
            pause = random.choice((0.0, 0.0, 0.3))
            for span, (p, deltas) in enumerate(spans):
                while fed - self.read_spans >= BANKS or self.schedule.cycle < self.done_at and fed % 2:
                    await RisingEdge(dut.clk)
                final = span == len(spans) - 1
                self.expected.append(dict(item=item, span=span, p=p, deltas=deltas,
                                          factor=factor if final else None))
                for at in range(span * SPAN, span * SPAN + len(p)):
                    while random.random() < pause:
                        await RisingEdge(dut.clk)
                    dut.dot_valid.value = 1
                    dut.dots.value = pack(dots[at].tolist(), g.dot_bits)
                    dut.score_shifts.value = pack(score_shifts[at].tolist(), SHIFT_COUNT_BITS)
                    dut.value_shifts.value = pack(value_shifts[at].tolist(), 5)
                    await RisingEdge(dut.clk)
                    dut.dot_valid.value = 0
                fed += 1
        for _ in range(200 + position):
            if self.read_spans == fed and self.schedule.cycle > self.done_at + 1:
                return
            await RisingEdge(dut.clk)
        raise AssertionError(f"position {position}: {self.read_spans} of {fed} spans offered")


@cocotb.test
async def softmax(dut):
    """Tokens at span borders and between them."""
    random = rng()
    torch.manual_seed(random.getrandbits(32))
    await reset(dut, may_be_unknown=("probabilities_rdata", "deltas_rdata", "factor", "factor_shift"))
    geometry = geometry_from_environment()
    bench = Bench(dut, geometry, int(os.environ["OFFER_DELAY"]))
    positions = [0, 1, 2, 15, 62, 63, 64, 66, 127, 128, 131]
    for position in [p for p in positions if p < geometry.context]:
        await bench.feed(random, 6, position)
