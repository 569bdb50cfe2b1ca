"""Tokens through the decoder, one by one or in batches, with a weight stream that pauses: every tap of every token, and
the token chosen."""

import json
import os

import cocotb
from cocotb.triggers import FallingEdge, RisingEdge

from llama2_rtl.converters.tops.memory_image import memory_words, weight_words
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.embedding_place import embedding_place
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.sampling import Sampler
from llama2_rtl.golden.sampling_formats import Filters
from llama2_rtl.golden.taps import Taps
from llama2_rtl.golden.weight_image import classifier_words
from llama2_rtl.simulation.compare import expect_equal
from llama2_rtl.simulation.dut import reset, rng
from tb.engine.geometries import from_env
from tb.harness.streams import Source
from tb.tops.check import check_token
from tb.tops.core_monitor import CoreMonitor

LIMIT = 400_000


async def stream_weights(dut, words, classifier, ends, random, pause):
    """The weight image over and over, with its last words, those of the classifier, where `ends` has a true for the
    pass."""
    source = Source(dut.clk, dut.weights_valid, dut.weights_ready, {"data": dut.weights_data}, random, pause)
    while True:
        await source.send([{"data": word} for word in words[:-classifier]])
        while not ends:
            await RisingEdge(dut.clk)
        if ends.pop():
            await source.send([{"data": word} for word in words[-classifier:]])


def rows_of(model, tile):
    """The embedding's rows as words of their elements, in order."""
    words, place = memory_words(model, tile), embedding_place(model.config, model.numerics.formats, tile)
    return [[dict(data=word) for word in place.words(row, words.__getitem__)] for row in range(model.config.vocab_size)]


def drive_filters(dut, filters, geometry):
    """Gives Filters to a core whose sampler has a list."""
    for name, value in filters._asdict().items() if geometry.sampler_list else ():
        getattr(dut, name).value = value


@cocotb.test
async def tokens(dut):
    random = rng()
    geometry, count, pause = from_env(), int(os.environ["TOKENS"]), float(os.environ["PAUSE"])
    model = quantize_model(random_checkpoint(geometry.model, int(os.environ["WEIGHTS_SEED"])), geometry.numerics)
    golden = Decoder(model)
    cache = golden.new_cache()
    inverse, seed = int(os.environ["INVERSE"]), random.getrandbits(32)
    filters = Filters(*json.loads(os.environ["FILTERS"]))
    choose = Sampler(inverse, seed, filters)
    await reset(dut)
    drive_filters(dut, filters, geometry)
    monitor = CoreMonitor(dut.u_core, geometry)
    words = weight_words(model, geometry.tile)
    classifier = classifier_words(geometry.model, geometry.numerics.formats, geometry.tile)
    ends = []
    cocotb.start_soon(stream_weights(dut, words, classifier, ends, random, pause))
    rows = Source(dut.clk, dut.row_valid, dut.row_ready, {"data": dut.row_data}, random, pause)
    table, tokens_run = rows_of(model, geometry.tile), []
    position, batch, accepted = 0, {}, []
    if geometry.vectors > 1:
        cocotb.start_soon(give_tokens(dut, batch))
    while position < count:
        size = random.randint(1, geometry.vectors) if position else geometry.vectors
        size, chooses = min(size, count - position), random.random() < 0.7
        first, last_position, taps = geometry.vectors - size, position + size - 1, {}
        batch |= {first + index: random.randrange(geometry.model.vocab_size) for index in range(size)}
        of_batch = [batch[first + index] for index in range(size)]
        expected = []
        for index, token in enumerate(of_batch):
            taps[index] = Taps()
            logits = golden.step(token, position + index, cache, taps[index])
            tokens_run.append(token)
            expected.append(choose(logits, tokens_run))
        monitor.clear()
        if geometry.vectors > 1 and geometry.sampler_list:
            await tell(dut, accepted, of_batch, position == 0)
            accepted = of_batch[1:]
        dut.position.value, dut.token_start.value = last_position, 1
        if geometry.vectors == 1:
            dut.token.value = batch[0]
        else:
            dut.first_vector.value = first
        dut.seed.value, dut.inverse_temperature.value = seed, inverse
        begin_text(dut, geometry, position == 0)
        cocotb.start_soon(send_rows(rows, [table[token] for token in of_batch]))
        await RisingEdge(dut.clk)
        dut.token_start.value, dut.chooses.value = 0, chooses
        begin_text(dut, geometry, False)
        ends.append(chooses)
        await monitor.next_token(LIMIT, chooses)
        for index in range(size):
            check_token(monitor, taps[index], position + index, geometry, chooses, first + index)
        if chooses:
            chosen = monitor.choices if geometry.vectors > 1 else [(0, monitor.token)]
            expect_equal("vectors that choose", range(geometry.vectors - size, geometry.vectors),
                         [vector for vector, _ in chosen])
            expect_equal("tokens", expected, [token for _, token in chosen], position=last_position)
        position += size
        await RisingEdge(dut.clk)


async def tell(dut, accepted, tokens, begins):
    """Tells a core whose sampler has a list the tokens that a pass will run: those `accepted` of the pass before, then
    one of the text and drafts behind it."""
    for number, token in enumerate([*accepted, *tokens]):
        is_draft = number > len(accepted)
        dut.run.value, dut.run_drafted.value, dut.run_token.value = not is_draft, is_draft, token
        dut.run_first.value = begins and number == 0
        await RisingEdge(dut.clk)
    dut.run.value, dut.run_drafted.value, dut.run_first.value = 0, 0, 0


def begin_text(dut, geometry, begins):
    """Says whether a text begins with the token, to a core of one vector."""
    if geometry.vectors == 1:
        dut.text_start.value = begins


async def give_tokens(dut, batch):
    """Answers with the token of the vector that the decoder asks for, of those in `batch`."""
    while True:
        await FallingEdge(dut.clk)
        vector = int(dut.token_vector.value) if dut.token_vector.value.is_resolvable else None
        dut.token.value = batch.get(vector, 0)


async def send_rows(source, rows):
    """The rows of a batch, one after the other."""
    for row in rows:
        await source.send(row)
