"""Texts with tokens that wait, pass after pass: what each takes, how its tokens are chosen, and who hears of it."""

from dataclasses import dataclass, field

import cocotb
from cocotb.triggers import ClockCycles, FallingEdge, RisingEdge

from llama2_rtl.converters.control.shared_passes import gathering
from llama2_rtl.golden.sampling_formats import INVERSE_BITS, SEED_BITS, TOP_K_BITS
from llama2_rtl.golden.shared_passes import Waiting, share_pass
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import cycle, reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import pack, unpack

PASSES = 100


@dataclass
class Text:
    """The tokens that wait, the position of the first of them, and the drafts behind them."""

    position: int = 0
    tokens: list = field(default_factory=list)
    chooses: bool = False
    drafts: list = field(default_factory=list)

    def take(self):
        """The first token or draft goes into a pass; drafts that are left then wait for a cycle."""
        (self.tokens or self.drafts).pop(0)
        self.position += 1


class Bench:
    """Texts at the block, whose tokens wait as it says, and what the block takes of them."""

    def __init__(self, dut, geometry):
        self.dut, self.geometry = dut, geometry
        self.texts = [Text() for _ in range(geometry.sequences)]
        self.drafting = None  # the text whose draft waits in this cycle
        cocotb.start_soon(self._take())

    def offer(self):
        """Shows the first token of each text."""
        dut, g = self.dut, self.geometry
        shown = [text.tokens or (text.drafts if text is self.drafting else []) for text in self.texts]
        ends = [len(text.tokens) < 2 and text.chooses for text in self.texts]
        dut.waiting_valid.value = pack([bool(tokens) for tokens in shown], 1)
        dut.waiting_token.value = pack([tokens[0] if tokens else 0 for tokens in shown], g.token_bits)
        dut.waiting_position.value = pack([text.position for text in self.texts], g.position_bits)
        dut.waiting_chooses.value = pack([bool(tokens) and end for tokens, end in zip(shown, ends, strict=True)], 1)
        dut.waiting_draft.value = pack([text is self.drafting and bool(text.drafts) for text in self.texts], 1)
        dut.waiting_followed.value = pack([
            end and len(text.tokens) + len(text.drafts) > 1 for text, end in zip(self.texts, ends, strict=True)], 1)

    async def _take(self):
        while True:
            await FallingEdge(self.dut.clk)
            taken = unpack(int(self.dut.waiting_taken.value), 1, len(self.texts))
            await RisingEdge(self.dut.clk)
            self.drafting = None
            for text, is_taken in zip(self.texts, taken, strict=True):
                if is_taken:
                    text.take()
                    self.drafting = None if text.tokens else text
            for text in self.texts:
                if not text.tokens and text is not self.drafting:
                    text.drafts = []
            self.offer()

    @property
    def waiting(self):
        return [Waiting(len(text.tokens), bool(text.tokens) and text.chooses, len(text.drafts)) for text in self.texts]


async def token_of(dut, vector):
    dut.token_vector.value = vector
    await FallingEdge(dut.clk)
    return int(dut.token.value)


@cocotb.test(timeout_time=5, timeout_unit="ms")
async def passes(dut):
    random, g = rng(), from_env()
    settings = [(random.getrandbits(INVERSE_BITS), random.getrandbits(SEED_BITS)) for _ in range(g.sequences)]
    await reset(dut)
    dut.settings_inverse_temperature.value = pack([inverse for inverse, _ in settings], INVERSE_BITS)
    dut.settings_seed.value = pack([seed for _, seed in settings], SEED_BITS)
    limits = [random.getrandbits(TOP_K_BITS) for _ in range(g.sequences)]
    if g.sampler_list:
        dut.allowed_top_k.value = pack(limits, TOP_K_BITS)
    dut.waiting_soon.value = 0
    bench, turn, kinds = Bench(dut, g), 0, set()
    for _ in range(PASSES):
        came_late, are_answers = random.random() < 0.5, random.random() < 0.7
        for text in random.sample(bench.texts, len(bench.texts)):
            if not text.tokens and random.random() < 0.7:
                count = 1 if are_answers else random.choice((1, 1, random.randint(1, g.vectors)))
                text.tokens = [random.randrange(g.model.vocab_size) for _ in range(count)]
                text.chooses = are_answers or random.random() < 0.8
                text.drafts = [random.randrange(g.model.vocab_size) for _ in range(
                    random.choice((0, random.randrange(g.vectors))) if count == 1 and text.chooses else 0)]
                text.position = random.randrange(g.context - count - len(text.drafts) + 1)
                if came_late and any(other.tokens for other in bench.texts):
                    bench.offer()
        bench.offer()
        if not any(text.tokens for text in bench.texts):
            await RisingEdge(dut.clk)
            continue
        begin, before = cycle(), [(text.position, text.tokens + text.drafts, text.chooses) for text in bench.texts]
        lengths, is_late = [len(text.tokens) for text in bench.texts], random.random() < 0.3
        answers = sum(text.is_answer for text in bench.waiting)
        shares, next_turn = share_pass(bench.waiting, g.vectors, turn)
        of_pass = [(text, place) for text, count in shares for place in range(count)]
        if is_late:
            dut.waiting_soon.value = 1
            await ClockCycles(dut.clk, g.vectors + 9)
            expect_equal("tokens that wait", lengths, [len(text.tokens) for text in bench.texts])
            dut.waiting_soon.value = 0
            begin = cycle()
        await RisingEdge(dut.token_start)
        await FallingEdge(dut.clk)
        further = sum(count for _, count in shares)
        assert cycle() - begin <= gathering(g.vectors) + 2 * g.sequences + further + 5, "a pass began late"
        first = int(dut.first_vector.value)
        expect_equal("vectors of a pass", g.vectors - len(of_pass), first)
        expect_equal("answers in the latest pass", answers, int(dut.waiting_answers.value))
        parts = (("sequences", dut.sequences, (g.sequences - 1).bit_length(), [text for text, _ in of_pass]),
                 ("positions", dut.positions, g.position_bits, [before[text][0] + place for text, place in of_pass]),
                 ("inverse temperatures", dut.inverse_temperature, INVERSE_BITS, [settings[t][0] for t, _ in of_pass]),
                 ("seeds", dut.seed, SEED_BITS, [settings[text][1] for text, _ in of_pass]))
        for name, signal, width, expected in parts:
            expect_equal(name, expected, unpack(int(signal.value), width, g.vectors)[first:])
        expect_equal("tokens", [before[text][1][place] for text, place in of_pass],
                     [await token_of(dut, vector) for vector in range(first, g.vectors)])
        if g.sampler_list:
            ends = [before[text][2] and place >= lengths[text] - 1 for text, place in of_pass]
            expect_equal("top-k", [limits[text] if end else 0 for (text, _), end in zip(of_pass, ends, strict=True)],
                         unpack(int(dut.top_k.value), TOP_K_BITS, g.vectors)[first:])
            expect_equal("drafts behind", [max(0, place - lengths[text] + 1) for text, place in of_pass],
                         unpack(int(dut.texts_behind.value), (g.vectors - 1).bit_length(), g.vectors)[first:])
        chooses = any(count >= lengths[text] and before[text][2] for text, count in shares)
        expect_equal("a pass chooses", chooses, int(dut.chooses.value))
        await finish(dut, g, random, chooses, [text for text, _ in of_pass])
        kinds |= {name for name, is_there in (
            ("of several texts", len(shares) > 1),
            ("a part of a prompt", any(count < lengths[text] for text, count in shares)),
            ("with drafts", any(count > lengths[text] for text, count in shares))) if is_there}
        turn = next_turn
    assert len(kinds) == 3, f"of the passes some were {' and some '.join(kinds) or 'of one text alone'}, and no more"


async def finish(dut, geometry, random, chooses, texts):
    """Ends a pass whose vectors are of these texts, and looks who hears what is chosen."""
    first = geometry.vectors - len(texts)
    for _ in range(random.randrange(1, 10)):
        await RisingEdge(dut.clk)
    for vector, text in enumerate(texts, first):
        is_last = vector == geometry.vectors - 1
        dut.choice.value, dut.choice_vector.value = int(chooses), vector
        dut.next_token.value = token = random.randrange(geometry.model.vocab_size)
        dut.token_done.value = int(is_last)
        await FallingEdge(dut.clk)
        if chooses:
            expect_equal("text that hears a choice", 1 << text, int(dut.choice_valid.value))
            expect_equal("choice that it hears", token, int(dut.choice_token.value))
        await RisingEdge(dut.clk)
    dut.choice.value = dut.token_done.value = 0
    await FallingEdge(dut.clk)
    expect_equal("a pass is over", 1, int(dut.waiting_done.value))
    await RisingEdge(dut.clk)
