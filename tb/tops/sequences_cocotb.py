"""Passes whose positions are of several texts: every tap of every position, and the token that each chooses, are those
of its text alone."""

import os
from dataclasses import dataclass, field

import cocotb
from cocotb.triggers import RisingEdge

from llama2_rtl.converters.tops.memory_image import weight_words
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, INVERSE_BITS, SEED_BITS, inverse_temperature
from llama2_rtl.golden.taps import Taps
from llama2_rtl.golden.weight_image import classifier_words
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import Source, pack
from tb.tops.check import check_token
from tb.tops.core_monitor import CoreMonitor
from tb.tops.decoder_cocotb import LIMIT, give_tokens, rows_of, send_rows, stream_weights


@dataclass
class Text:
    """A text: how many of its tokens have run, which, and how the next one is chosen."""

    cache: object
    inverse: int
    seed: int
    tokens: list = field(default_factory=list)

    @property
    def choose(self):
        return Sampler(self.inverse, self.seed, EVERY_TOKEN)


@dataclass
class Position:
    """A position of a pass: its text's number, the token, its place in the text, what golden has at its taps and which
    token it chooses."""

    number: int
    token: int
    position: int
    taps: Taps
    chosen: int


def shares(geometry, texts, random):
    """Of one pass (number of a text, how many of its positions) in the order of the vectors: at least one, and no more
    than there are vectors."""
    numbers, room, of_pass = random.sample(range(len(texts)), len(texts)), geometry.vectors, []
    for number in numbers:
        left = min(room, geometry.context - len(texts[number].tokens))
        count = random.randint(0 if of_pass or number != numbers[-1] else 1, left) if left else 0
        if count:
            of_pass.append((number, count))
            room -= count
    return of_pass


@cocotb.test
async def passes(dut):
    """Passes of as many positions of each text as chance says, in an order of its choosing."""
    random, geometry = rng(), from_env()
    count, pause, warm = int(os.environ["PASSES"]), float(os.environ["PAUSE"]), inverse_temperature(4.0)
    model = quantize_model(random_checkpoint(geometry.model, int(os.environ["WEIGHTS_SEED"])), geometry.numerics)
    golden, table, batch, ends = Decoder(model), rows_of(model, geometry.tile), {}, []
    await reset(dut)
    monitor = CoreMonitor(dut.u_core, geometry)
    words = weight_words(model, geometry.tile)
    cocotb.start_soon(stream_weights(dut, words, classifier_words(
        geometry.model, geometry.numerics.formats, geometry.tile), ends, random, pause))
    rows = Source(dut.clk, dut.row_valid, dut.row_ready, {"data": dut.row_data}, random, pause)
    cocotb.start_soon(give_tokens(dut, batch))

    def new_text(number):
        """A text of this number, of which the first one chooses the likeliest tokens and the others by chance."""
        return Text(golden.new_cache(), warm if number else 0, random.getrandbits(SEED_BITS))

    def run(number):
        """The next position of a text, as golden has it."""
        text, taps, token = texts[number], Taps(), random.randrange(geometry.model.vocab_size)
        logits = golden.step(token, len(text.tokens), text.cache, taps)
        text.tokens.append(token)
        return Position(number, token, len(text.tokens) - 1, taps, text.choose(logits, text.tokens))

    texts, together = [new_text(number) for number in range(geometry.sequences)], 0
    for pass_number in range(count):
        for place, text in enumerate(texts):
            if len(text.tokens) == geometry.context or random.random() < 0.1:
                texts[place] = new_text(place)
        of_pass = shares(geometry, texts, random)
        together += len(of_pass) > 1
        positions = [run(number) for number, several in of_pass for _ in range(several)]
        first, chooses = geometry.vectors - len(positions), random.random() < 0.8
        batch |= {first + place: of.token for place, of in enumerate(positions)}
        monitor.clear()
        drive(dut, geometry, texts, [random.choice(positions) for _ in range(first)] + positions)
        dut.first_vector.value, dut.token_start.value = first, 1
        cocotb.start_soon(send_rows(rows, [table[of.token] for of in positions]))
        await RisingEdge(dut.clk)
        dut.token_start.value, dut.chooses.value = 0, chooses
        ends.append(chooses)
        await monitor.next_token(LIMIT, chooses)
        for vector, of in enumerate(positions, first):
            check_token(monitor, of.taps, of.position, geometry, chooses, vector)
        if chooses:
            expect_equal("tokens", [of.chosen for of in positions], [token for _, token in monitor.choices],
                         number=pass_number)
        await RisingEdge(dut.clk)
    assert together, "no pass had positions of several texts"


def drive(dut, geometry, texts, positions):
    """Says of each vector whose it is, where it stands and how it chooses."""
    of_vectors = [texts[of.number] for of in positions]
    dut.sequences.value = pack([of.number for of in positions], (geometry.sequences - 1).bit_length())
    dut.positions.value = pack([of.position for of in positions], geometry.position_bits)
    dut.inverse_temperature.value = pack([text.inverse for text in of_vectors], INVERSE_BITS)
    dut.seed.value = pack([text.seed for text in of_vectors], SEED_BITS)
