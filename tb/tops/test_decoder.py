"""The decoder on random small models with random weights and a pausing weight stream: every tap of every token."""

import json
from dataclasses import replace

import pytest

from llama2_rtl.converters.multipliers import MULT27X18
from llama2_rtl.converters.tops.memory_image import memories
from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, inverse_temperature, token_filters
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8B32
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import ALL_APART, APART, GATE_APART, MIXED, SMALL, TAILS, geometry, random_geometry, to_env
from tb.tops.core_monitor import watched_instances
from tb.tops.decoder_on_chip import decoder_on_chip

CASES = {
    "one_lane": SMALL["one_lane"],
    "one_head": geometry(4, 8, 9, 1, 1, n_layers=2),
    "grouped_heads": geometry(16, 24, 21, 6, 2, n_layers=2),
    "one_layer": geometry(8, 16, 20, 2, 1),
    "wider_than_a_row": SMALL["wider_than_a_row"],
    "chunks": SMALL["chunks"],
    "head_dim_6": SMALL["head_dim_6"],
    "heads_wider_than_dim": geometry(16, 20, 13, 6, 2, own_head_dim=10),
    "heads_narrower_than_dim": geometry(4, 30, 13, 3, 1, own_head_dim=6),
    "ways": geometry(8, 24, 13, 6, 2, n_layers=2, ways=3),
    "ways_of_words": geometry(8, 64, 13, 4, 2, n_layers=2, ways=2),
    "ways_of_words_that_do_not_divide": geometry(4, 40, 13, 5, 1, n_layers=2, ways=3),
    "a_tail_and_ways_that_do_not_divide": geometry(16, 16, 32, 5, 1, own_head_dim=16, ways=2, largest_tail=4),
    "ways_and_lanes": geometry(32, 32, 20, 8, 2, n_layers=1, ways=2),
    "in_blocks": geometry(16, 40, 172, 4, 2, n_layers=2, blocks=MIXED),
    "wide_multipliers": geometry(8, 24, 36, 2, 1, blocks=ImageFormats.uniform(INT4B32, INT8B32), multiplier=MULT27X18),
    "apart": geometry(16, 40, 52, 4, 2, n_layers=3, blocks=APART),
    "gate_apart": geometry(8, 24, 36, 4, 2, n_layers=2, blocks=GATE_APART),
    "all_apart": geometry(8, 16, 20, 4, 1, n_layers=2, blocks=ALL_APART),
    "all_apart_tail": geometry(64, 32, 36, 2, 1, n_layers=2, vocab_size=24, context=80, largest_tail=4,
                               blocks=ALL_APART),
    "blocks_of_128": geometry(16, 40, 52, 4, 2, blocks=ImageFormats.uniform(INT4B128), tied=False),
    **TAILS,
}

BATCHES = {
    "heads_in_a_word": geometry(4, 16, 20, 4, 2, n_layers=2, context=72, vectors=3),
    "wide_words": geometry(8, 64, 72, 4, 2, context=72, vectors=8),
    "chunks": replace(SMALL["chunks"], vectors=2),
    "short_heads": geometry(2, 16, 17, 8, 8, vectors=8),
    "ways_that_do_not_divide": geometry(4, 40, 20, 5, 1, n_layers=2, vectors=2, ways=3),
    "more_vectors_than_ways": geometry(4, 16, 13, 4, 2, n_layers=2, vectors=4, ways=2),
    "ways_of_words": geometry(8, 64, 40, 4, 2, vectors=4, ways=2),
    "in_blocks": geometry(8, 40, 52, 4, 2, n_layers=2, blocks=MIXED, vectors=2),
    "apart": geometry(8, 40, 52, 4, 2, n_layers=3, blocks=APART, vectors=2),
    "wide_multipliers": geometry(4, 40, 36, 2, 1, blocks=ImageFormats.uniform(INT4B32, INT8B32), vectors=3,
                                 multiplier=MULT27X18),
}
"""Several positions in one reading of the weights, as many as there are vectors, or fewer."""

SEQUENCES = {
    "heads_in_a_word": geometry(4, 16, 20, 4, 2, n_layers=2, context=9, vectors=3, sequences=2),
    "wide_words": geometry(8, 64, 72, 4, 2, context=12, vectors=8, sequences=8),
    "chunks": replace(SMALL["chunks"], vectors=2, context=7, sequences=2),
    "ways_that_do_not_divide": geometry(4, 20, 20, 5, 1, n_layers=2, context=8, vectors=2, ways=3, sequences=2),
    "more_vectors_than_ways": geometry(4, 16, 13, 4, 2, n_layers=2, context=11, vectors=4, ways=2, sequences=4),
    "ways_of_words": geometry(8, 64, 40, 4, 2, context=16, vectors=4, ways=2, sequences=4),
    "in_blocks": geometry(8, 40, 52, 4, 2, n_layers=2, blocks=MIXED, context=10, vectors=2, sequences=2),
}
"""Positions of several texts in one reading of the weights."""

TEMPERATURE = 4.0
"""Where the logits of random weights, some four apart, leave the choice to chance, but not all of it."""


def run_sequences(g, weights_seed, passes, pause):
    model = quantize_model(random_checkpoint(g.model, weights_seed), g.numerics)
    simulate(decoder_on_chip, dict(geometry=g), "tb.tops.sequences_cocotb", memories(model, g),
             to_env(g) | dict(WEIGHTS_SEED=weights_seed, PASSES=passes, PAUSE=pause),
             instances=[f"u_core.{path}" for path in watched_instances(g)])


def run(g, weights_seed, tokens, pause, inverse, filters=EVERY_TOKEN):
    model = quantize_model(random_checkpoint(g.model, weights_seed), g.numerics)
    simulate(decoder_on_chip, dict(geometry=g), "tb.tops.decoder_cocotb", memories(model, g),
             to_env(g) | dict(WEIGHTS_SEED=weights_seed, TOKENS=tokens, PAUSE=pause, INVERSE=inverse,
                             FILTERS=json.dumps(filters)),
             instances=[f"u_core.{path}" for path in watched_instances(g)])


@pytest.mark.parametrize("name", CASES)
def test_decoder(name):
    run(CASES[name], weights_seed=1, tokens=6, pause=0.2, inverse=0)


@pytest.mark.parametrize("name", BATCHES)
def test_batches(name):
    """A whole batch, and then some of as many positions as chance says."""
    run(BATCHES[name], weights_seed=1, tokens=BATCHES[name].vectors + 2, pause=0.2, inverse=0)


@pytest.mark.parametrize("name", SEQUENCES)
def test_sequences(name):
    """Passes of several texts, which begin and end as chance says."""
    run_sequences(SEQUENCES[name], weights_seed=1, passes=8, pause=0.2)


def test_sequences_across_spans():
    """Texts of which one is in its second span of softmax while another is in its first."""
    run_sequences(geometry(4, 16, 20, 4, 2, context=70, vectors=4, sequences=2), weights_seed=2, passes=50, pause=0.0)


def test_batches_across_spans():
    """Positions of one batch in two spans of softmax; the next batch begins in the second."""
    run(geometry(4, 16, 20, 4, 2, context=72, vectors=3), weights_seed=2, tokens=70, pause=0.0, inverse=0)


def test_single_positions_of_four_rows():
    """The rows of a word leave in four cycles, one behind the other, where a single position of a batch runs."""
    run(geometry(16, 36, 36, 2, 1, n_layers=2, vectors=2), weights_seed=1, tokens=7, pause=0.2, inverse=0)


def test_batches_with_a_list():
    """Each position chooses from a list of its own, and the penalty's window has the tokens in front of it."""
    g = geometry(4, 16, 20, 4, 2, vocab_size=16, sampler_list=12, vectors=3)
    run(g, weights_seed=2, tokens=9, pause=0.1, inverse=inverse_temperature(TEMPERATURE),
        filters=token_filters(12, 0.95, 0.05, repeat_penalty=4.0))


@pytest.mark.parametrize("number", range(4))
def test_decoder_random(number):
    run(random_geometry(number), weights_seed=number, tokens=5, pause=0.0 if number % 2 else 0.5,
        inverse=inverse_temperature(TEMPERATURE) if number < 2 else 0)


def test_decoder_with_a_tail_by_chance():
    """Scores that come side by side, each with the variate of its row."""
    run(TAILS["tail_4"], weights_seed=3, tokens=4, pause=0.2, inverse=inverse_temperature(TEMPERATURE))


def test_decoder_with_a_list():
    """Sampled tokens with all filters."""
    g = geometry(16, 24, 21, 6, 2, n_layers=1, vocab_size=16, sampler_list=12)
    run(g, weights_seed=2, tokens=5, pause=0.1, inverse=inverse_temperature(TEMPERATURE),
        filters=token_filters(12, 0.95, 0.05, repeat_penalty=4.0))
