"""Texts with tokens that wait, pass after pass: what each takes, how its tokens are chosen, and who hears of it."""

from dataclasses import dataclass, field

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.control.shared_passes import gathering
from llama2_rtl.golden.sampling_formats import INVERSE_BITS, SEED_BITS
from llama2_rtl.golden.shared_passes import Waiting, share_pass
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import cycle, reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import pack, unpack

PASSES = 60


@dataclass
class Text:
    """The tokens that wait, and the position of the first of them."""

    position: int = 0
    tokens: list = field(default_factory=list)
    chooses: bool = False


class Bench:
    """Texts at the block, whose tokens wait as it says, and what the block takes of them."""

    def __init__(self, dut, geometry):
        self.dut, self.geometry = dut, geometry
        self.texts = [Text() for _ in range(geometry.sequences)]
        cocotb.start_soon(self._take())

    def offer(self):
        """Shows the first token of each text."""
        dut, g = self.dut, self.geometry
        dut.waiting_valid.value = pack([bool(text.tokens) for text in self.texts], 1)
        dut.waiting_token.value = pack([text.tokens[0] if text.tokens else 0 for text in self.texts], g.token_bits)
        dut.waiting_position.value = pack([text.position for text in self.texts], g.position_bits)
        dut.waiting_chooses.value = pack([len(text.tokens) == 1 and text.chooses for text in self.texts], 1)

    async def _take(self):
        while True:
            await FallingEdge(self.dut.clk)
            taken = unpack(int(self.dut.waiting_taken.value), 1, len(self.texts))
            await RisingEdge(self.dut.clk)
            for text, is_taken in zip(self.texts, taken, strict=True):
                if is_taken:
                    text.tokens.pop(0)
                    text.position += 1
            self.offer()

    @property
    def waiting(self):
        return [Waiting(len(text.tokens), bool(text.tokens) and text.chooses) for text in self.texts]


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
    bench, turn, kinds = Bench(dut, g), 0, set()
    for _ in range(PASSES):
        came_late = random.random() < 0.5
        for text in random.sample(bench.texts, len(bench.texts)):
            if not text.tokens and random.random() < 0.7:
                count = random.choice((1, 1, random.randint(1, g.vectors)))
                text.tokens = [random.randrange(g.model.vocab_size) for _ in range(count)]
                text.position, text.chooses = random.randrange(g.context - count + 1), random.random() < 0.8
                if came_late and any(other.tokens for other in bench.texts):
                    bench.offer()
        bench.offer()
        if not any(text.tokens for text in bench.texts):
            await RisingEdge(dut.clk)
            continue
        begin, before = cycle(), [(text.position, list(text.tokens), text.chooses) for text in bench.texts]
        shares, next_turn = share_pass(bench.waiting, g.vectors, turn)
        of_pass = [(text, place) for text, count in shares for place in range(count)]
        await RisingEdge(dut.token_start)
        await FallingEdge(dut.clk)
        prompts = sum(count for text, count in shares if is_prompt(before[text]))
        assert cycle() - begin <= gathering(g.vectors) + 2 * g.sequences + prompts + 5, "a pass began late"
        first = int(dut.first_vector.value)
        expect_equal("vectors of a pass", g.vectors - len(of_pass), first)
        parts = (("sequences", dut.sequences, (g.sequences - 1).bit_length(), [text for text, _ in of_pass]),
                 ("positions", dut.positions, g.position_bits, [before[text][0] + place for text, place in of_pass]),
                 ("inverse temperatures", dut.inverse_temperature, INVERSE_BITS, [settings[t][0] for t, _ in of_pass]),
                 ("seeds", dut.seed, SEED_BITS, [settings[text][1] for text, _ in of_pass]))
        for name, signal, width, expected in parts:
            expect_equal(name, expected, unpack(int(signal.value), width, g.vectors)[first:])
        expect_equal("tokens", [before[text][1][place] for text, place in of_pass],
                     [await token_of(dut, vector) for vector in range(first, g.vectors)])
        chooses = any(count == len(before[text][1]) and before[text][2] for text, count in shares)
        expect_equal("a pass chooses", chooses, int(dut.chooses.value))
        await finish(dut, g, random, chooses, [text for text, _ in of_pass])
        kinds |= {name for name, is_there in (
            ("of several texts", len(shares) > 1), ("a part of a prompt", any(
                count < len(before[text][1]) for text, count in shares))) if is_there}
        turn = next_turn
    assert len(kinds) == 2, f"of the passes some were {' and some '.join(kinds) or 'of one text alone'}, and no more"


def is_prompt(of_text):
    _, tokens, chooses = of_text
    return len(tokens) > 1 or not chooses


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
    expect_equal("a pass is over", 1, int(dut.choice_done.value))
    await RisingEdge(dut.clk)
