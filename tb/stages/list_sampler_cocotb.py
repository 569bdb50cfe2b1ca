"""Texts of several tokens each, their logits with pauses: random ones, ties, extremes, with all filters; of several
vectors with drafts, accepted as chance says; a reset in the middle of logits and of the walk over the list."""

import os
from itertools import count, islice

import cocotb
import torch
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.kernels.gumbel import READY
from llama2_rtl.converters.stages import list_walk as walking
from llama2_rtl.converters.stages.list_sampler import latency
from llama2_rtl.converters.stages.sampler import LATENCY
from llama2_rtl.golden.generate import argmax_lowest
from llama2_rtl.golden.sampling import Sampler, first_state, states, variates
from llama2_rtl.golden.sampling_formats import ALL, EVERY_TOKEN, UNCHANGED, WINDOW, Filters
from llama2_rtl.golden.token_filters import kept, penalised
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.vector.vectors import in_any_order, row_by_row

ENTRIES, VECTORS = int(os.environ["ENTRIES"]), int(os.environ["VECTORS"])
LOWEST, HIGHEST = -(1 << 31), (1 << 31) - 1
SPANS = ((LOWEST, HIGHEST), (LOWEST, LOWEST), (HIGHEST, HIGHEST), (-3, 3), (0, 0), (-200_000, 200_000),
         (-200_000, 200_000), (-400_000, 100_000), (HIGHEST - 5000, HIGHEST), (-1_000_000, 1_000_000))
COUNTS = (1, 2, 10, 60, 200)
PENALTIES = ((UNCHANGED, UNCHANGED), (18022, 14895), (32768, 8192), (65535, 4096), (4096, 65535), (24576, 10923))
"""The penalty and its inverse."""


def logits(random, size):
    low, high = random.choice(SPANS)
    return [random.randint(low, high) for _ in range(size)]


def random_filters(random):
    """Of every kind, often one alone."""
    penalty, inverse = random.choice(PENALTIES)
    return Filters(
        top_k=random.choice([0, 1, 2, ENTRIES, 127, max(1, ENTRIES - 1), random.randint(1, ENTRIES)]),
        top_p=random.choice([ALL, ALL, (1 << 16) - 1, 0, 1, 31130, 29491, 16384, random.randrange(ALL)]),
        min_p=random.choice([0, 0, 1638, 3277, ALL - 1, random.randrange(ALL)]),
        repeat_penalty=penalty, repeat_inverse=inverse,
        repeat_last_n=random.choice([0, 1, 2, 5, 63, WINDOW, random.randint(0, WINDOW)]))


def drive(dut, filters):
    for name, value in filters._asdict().items():
        getattr(dut, name).value = value


class Text:
    """The tokens of a text that have been run, the drafts behind them, and golden's choices with the filters of the
    moment."""

    def __init__(self, dut, seed, inverse):
        self.dut, self.seed, self.inverse, self.tokens, self.drafts = dut, seed, inverse, [], []

    async def run(self, token, drafts=()):
        """The token is run, and `drafts` behind it; the numbers of its position are ready when this returns."""
        dut = self.dut
        dut.seed.value, dut.inverse_temperature.value = self.seed, self.inverse
        await self._tell(token)
        for draft in drafts:
            dut.run_drafted.value, dut.run_token.value = 1, draft
            await RisingEdge(dut.clk)
            dut.run_drafted.value = 0
        self.drafts = list(drafts)
        dut.seed_load.value, dut.position.value = 1, len(self.tokens) - 1 + len(drafts)
        await RisingEdge(dut.clk)
        dut.seed_load.value = 0
        for _ in range(READY):
            await RisingEdge(dut.clk)

    async def accept(self, count):
        """So many of the drafts belong to the text."""
        for draft in self.drafts[:count]:
            await self._tell(draft)

    async def _tell(self, token):
        dut = self.dut
        dut.run.value, dut.run_first.value, dut.run_token.value = 1, not self.tokens, token
        await RisingEdge(dut.clk)
        dut.run.value, dut.run_first.value = 0, 0
        self.tokens.append(token)

    def choices(self, values, filters):
        """Of the logits behind the token run and behind each of the drafts."""
        return [Sampler(self.inverse, self.seed, filters)(torch.tensor(own), self.tokens + self.drafts[:number])
                for number, own in enumerate(values)]


async def begin(dut, seed, inverse, token):
    """A Text of which the first token has been run."""
    text = Text(dut, seed, inverse)
    await text.run(token)
    return text


async def send(dut, values, random, pause, gap=0):
    """The logits of the last vectors, as they come or with pauses: in any order, the last ones in that of the vectors
    and `gap` cycles apart. Returns the tokens that came out before the last logit was in, as `chosen` does."""
    count, rows, first, at, waits, early = len(values), len(values[0]), VECTORS - len(values), 0, 0, []
    order = (in_any_order(random, count, rows - 1) if count > 1 else row_by_row(1, rows - 1)) + [
        (number, rows - 1) for number in range(count)]
    while at < len(order):
        number, row = order[at]
        last = row == rows - 1
        valid = waits == 0 and (not pause or random.random() >= pause)
        waits = gap if valid and last else max(0, waits - 1)
        dut.in_valid.value, dut.in_last.value = valid, last if valid else random.getrandbits(1)
        dut.y.value, dut.in_row.value = (values[number][row], row) if valid else (HIGHEST, random.getrandbits(10))
        name_vector(dut, first + number if valid else random.randrange(VECTORS))
        at += valid
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            assert number and last, "a token before its last logit"
            early.append(out(dut))
        await RisingEdge(dut.clk)
    dut.in_valid.value = 0
    return early


def name_vector(dut, vector):
    """Of several vectors, whose logit it is."""
    if VECTORS > 1:
        dut.in_vector.value = vector


def out(dut):
    """(vector, token) that come out."""
    return int(dut.out_vector.value) if VECTORS > 1 else 0, int(dut.row.value)


async def chosen(dut, filters, inverse, count=1, early=(), paused=False):
    """The tokens of the last `count` vectors, in their order, each once; the last one at its time, which pauses
    between the last logits hide."""
    penalises, lists = filters.repeat_last_n > 0, filters.top_k > 0 and inverse > 0
    wait, found, at_end = latency(ENTRIES, penalises, lists), list(early), None
    if lists:
        wait += (count - 1) * walking.latency(ENTRIES)
    for cycle in range(1, wait + 4 + 4 * count):
        name_vector(dut, cycle % VECTORS)
        await FallingEdge(dut.clk)
        if int(dut.out_valid.value):
            found.append(out(dut))
            at_end = cycle
        await RisingEdge(dut.clk)
    expect_equal("vectors of the tokens", list(range(VECTORS - count, VECTORS)), [vector for vector, _ in found])
    assert paused or at_end == wait, f"the last token came {at_end} cycles after the last logit, not {wait}"
    return [token for _, token in found]


@cocotb.test
async def texts(dut):
    random, seen = rng(), dict(cut=0, chance=0, penalised=0, by_draft=0, alone=0)
    await reset(dut)
    for number in range(30 if VECTORS == 1 else 16):
        inverse, size = random.choice([0, 1, 1000, 4096, 4096, 5120, 65535]), random.choice(COUNTS)
        token = random.randrange(size)
        golden = await begin(dut, random.getrandbits(32), inverse, token)
        for position in range(random.choice([1, 4, 12, 70 if size < 60 else 12])):
            if position:
                token = random.choice([token, random.randrange(size)])
                drafts = [random.choice([token, random.randrange(size)]) for _ in range(random.randrange(VECTORS))]
                await golden.run(token, drafts)
            filters = random_filters(random)
            drive(dut, filters)
            filters = filters._replace(top_k=min(filters.top_k, ENTRIES))
            for _ in range(3):
                await RisingEdge(dut.clk)
            values, pause = [logits(random, size) for _ in range(len(golden.drafts) + 1)], random.choice([0, 0, 0.4])
            gap = random.choice([0, max(0, walking.latency(ENTRIES) + random.randint(-2, 2))])
            expected = golden.choices(values, filters)
            early = await send(dut, values, random, pause, gap)
            got = await chosen(dut, filters, inverse, len(values), early, pause or gap)
            expect_equal("tokens", expected, got, text=number, position=position, inverse=inverse,
                         filters=tuple(filters))
            for draft, (own, chosen_one) in enumerate(zip(values, expected, strict=True)):
                own = torch.tensor(own)
                seen["chance"] += chosen_one != argmax_lowest(own)
                window = (golden.tokens + golden.drafts[:draft])[::-1][:filters.repeat_last_n]
                seen["penalised"] += not torch.equal(penalised(own, window, filters), own)
                seen["by_draft"] += draft > 0 and not torch.equal(
                    penalised(own, window, filters), penalised(own, window[draft:], filters))
                if filters.top_k and inverse:
                    left = len(kept(own, filters))
                    seen["cut"] += 1 < left < min(filters.top_k, len(own))
                    seen["alone"] += left == 1
            await golden.accept(random.randint(0, len(golden.drafts)))
    assert min(seen["chance"], seen["penalised"], seen["alone"]) > 10 and (ENTRIES == 1 or seen["cut"] > 5) and (
        VECTORS == 1 or seen["by_draft"] > 10), seen


@cocotb.test
async def off_it_costs_nothing(dut):
    """Without filters the token comes when the plain sampler's does."""
    random = rng()
    await reset(dut)
    drive(dut, EVERY_TOKEN)
    for inverse in (0, 4096):
        golden = await begin(dut, 7, inverse, 3)
        values = logits(random, 60)
        await send(dut, [values], random, 0)
        expect_equal("cycles that docs/using.md states", [0, 5, 3 * ENTRIES + 13, 3 * ENTRIES + 18, 3 * ENTRIES + 14],
                     [*(latency(ENTRIES, *on) - LATENCY for on in ((0, 0), (1, 0), (0, 1), (1, 1))),
                      walking.latency(ENTRIES)])
        expect_equal("token", golden.choices([values], EVERY_TOKEN), await chosen(dut, EVERY_TOKEN, inverse))


async def expect_token(dut, golden, filters, values, **where):
    """The choice from these logits with these filters is golden's."""
    drive(dut, filters)
    for _ in range(3):
        await RisingEdge(dut.clk)
    await send(dut, [values], rng(), 0)
    expected = golden.choices([values], filters)
    expect_equal("token", expected, await chosen(dut, filters, golden.inverse), **where)
    return expected[0]


def equal_variates():
    """Seeds, and two of their first 200 rows that have the same variate."""
    for seed in count():
        drawn = variates(states(first_state(seed), 200)).tolist()
        yield from ((seed, drawn.index(g), at) for at, g in enumerate(drawn) if g in drawn[:at])


@cocotb.test
async def equal_scores(dut):
    """Of two tokens whose logits differ and whose scores do not, the lower one is chosen, though it is the last."""
    await reset(dut)
    for seed, low, high in islice(equal_variates(), 4):
        values = [-1 << 24] * 200
        values[low], values[high] = 100, 60_000
        golden = await begin(dut, seed, 1, 0)
        token = await expect_token(dut, golden, Filters(top_k=min(2, ENTRIES)), values, seed=seed)
        expect_equal("lower token", high if ENTRIES == 1 else low, token)


@cocotb.test
async def small_logits(dut):
    """The penalty about zero: the sign decides which way it goes, and products are truncated."""
    random = rng()
    await reset(dut)
    golden = await begin(dut, 1, 0, 0)
    for penalty, inverse in PENALTIES:
        for value in range(-4, 5):
            filters = Filters(repeat_penalty=penalty, repeat_inverse=inverse, repeat_last_n=1)
            rival = int(penalised(torch.tensor([value]), [0], filters)[0]) + random.choice([0, 1])
            await expect_token(dut, golden, filters, [value, rival], value=value, penalty=penalty)
            await golden.run(0)


@cocotb.test
async def far_entries(dut):
    """What lies far below the largest logit has no weight, however far: only the first token reaches any min-p."""
    random = rng()
    await reset(dut)
    golden = await begin(dut, 3, 1, 0)
    for power in range(19, 32):
        values = [HIGHEST - (1 << power) - random.randrange(3) for _ in range(30)]
        values[11] = HIGHEST
        for filters in (Filters(ENTRIES, min_p=1), Filters(ENTRIES, top_p=ALL - 1)):
            await expect_token(dut, golden, filters, values, power=power)
            await golden.run(0)


@cocotb.test
async def resets(dut):
    """What a reset interrupts leaves nothing behind: neither tokens in the window nor logits in the list."""
    random = rng()
    filters = Filters(top_k=ENTRIES, top_p=30000, repeat_penalty=32768, repeat_inverse=8192, repeat_last_n=WINDOW)
    await reset(dut)
    for number in range(10):
        golden = await begin(dut, random.getrandbits(32), 4096, random.randrange(256))
        await golden.run(0, [random.randrange(256) for _ in range(random.randrange(VECTORS))])
        drive(dut, filters)
        await RisingEdge(dut.clk)
        await send(dut, [[HIGHEST - 3] * 30] * (len(golden.drafts) + 1), random, 0)
        for _ in range(random.randrange(latency(ENTRIES, True, True))):
            await RisingEdge(dut.clk)
        dut.rst.value = 1
        for _ in range(3):
            await RisingEdge(dut.clk)
        dut.rst.value = 0
        for _ in range(3):
            await RisingEdge(dut.clk)
        token = random.randrange(256)
        golden = await begin(dut, random.getrandbits(32), 4096, token)
        values = [random.randint(-100_000, 100_000) for _ in range(256)]
        await send(dut, [values], random, 0)
        expect_equal("token", golden.choices([values], filters), await chosen(dut, filters, 4096), reset=number)
