"""The top on AXI4-Stream: prompts and answers under pauses, up to a stop token, the limit or the context."""

import json
from dataclasses import replace

import pytest

from llama2_rtl.converters.tops.llama2_rtl import build_model
from llama2_rtl.golden.decoder import Decoder
from llama2_rtl.golden.generate import answer
from llama2_rtl.golden.sampling_formats import EVERY_TOKEN, inverse_temperature, token_filters
from llama2_rtl.simulation.simulate import simulate
from tb.engine.geometries import geometry
from tb.tops.scenario import Scenario

SMALL = geometry(8, 16, 20, 2, 1, vocab_size=23, context=12)
STOPS = (1, 0, 8)
SCENARIO = Scenario(replace(SMALL, model=replace(SMALL.model, stop_tokens=STOPS)), 1)
STOPPED = [[7], [9, 8]]
"""Prompts whose answers end at a stop token."""


@pytest.mark.parametrize(("max_tokens", "prompts", "temperature", "resumes"), [
    (3, [[1, 5, 7], [2], [22, 21, 3, 4]], 0, "000"),
    (0, [[1, 2], [3] * 12, [4] * 15, *STOPPED, [5]], 0, "000000"),
    (4, [[1, 5], [2], [1, 5]], 2, "000"),
    (2, [[1, 5], [2, 7], [3], [4, 4, 9], [6], [1, 5], [2, 7]], 0, "1111101"),
    (0, [*STOPPED, [8, 4], [5] * 12, [6, 2], [1]], 0, "011111"),
    (3, [[1, 5], [2], [1, 5], [2]], 2, "0101"),
], ids=["limit", "stop_tokens_and_context", "sampled", "going_on", "going_on_after_a_full_context", "sampled_on"])
def test_top(max_tokens, prompts, temperature, resumes):
    run(SCENARIO, max_tokens, prompts, temperature, resumes)


def test_top_with_a_list():
    """The window goes on with the text, and is empty where another begins; a text's seed begins its numbers."""
    scenario = Scenario(replace(SCENARIO.geometry, sampler_list=7), 1)
    run(scenario, 4, [[1, 5], [2, 7], [3], [1, 5]], 2, "0110",
        token_filters(6, 0.9, 0.02, repeat_penalty=3.0, repeat_last_n=5))


DRAFTED = geometry(2, 16, 17, 2, 1, n_layers=1, vocab_size=13, context=28, vectors=4)


@pytest.mark.parametrize(("seed", "ngram", "vectors", "max_tokens", "prompts", "temperature", "resumes"), [
    (2, 2, 4, 0, [[1, 5, 7, 3], [2, 9, 4]], 0, "00"),
    (1, 1, 8, 9, [[1, 5, 1, 5], [6], [2, 9, 2], [1, 5, 1, 5]], 0, "0111"),
    (5, 1, 8, 9, [[1, 5, 1, 5], [9], [2]], 0, "010"),
    (1, 3, 3, 0, [[1, 5, 7] * 4], 0, "0"),
    (2, 1, 2, 12, [[1, 5, 1, 5], [2, 1]], 3, "01"),
    (1, 0, 4, 3, [[1, 5, 7, 3, 5], [2, 9]], 0, "01"),
], ids=["to_the_end", "going_on", "going_on_with_what_was_drafted", "three", "sampled", "none"])
def test_drafts(seed, ngram, vectors, max_tokens, prompts, temperature, resumes):
    """The text is golden's, which has no drafts, and the passes are those of `golden.drafts`."""
    model = replace(DRAFTED.model, stop_tokens=STOPS[1:] if ngram == 1 else ())
    run(Scenario(replace(DRAFTED, model=model, vectors=vectors), seed), max_tokens, prompts, temperature, resumes,
        ngram=ngram)


@pytest.mark.parametrize(("temperature", "filters"), [
    (0, {}), (2, dict(top_k=6)), (0, dict(repeat_penalty=1.02, repeat_last_n=3)),
    (2, dict(top_k=6, top_p=0.9, repeat_penalty=1.1)),
], ids=["off", "list", "penalty", "both"])
def test_drafts_with_a_list(temperature, filters):
    """Each position of a pass has a list of its own, and the text in front of it for its penalty."""
    run(Scenario(replace(DRAFTED, sampler_list=7), 1), 9, [[1, 5], [2, 7, 3, 3]], temperature, "01",
        token_filters(**filters), ngram=1)


@pytest.mark.parametrize(("vectors", "max_tokens", "prompts", "temperature", "resumes", "entries", "filters"), [
    (3, 0, [[1, 5, 7]], 0, "0", 0, {}),
    (2, 12, [[1, 5, 1, 5], [2, 1]], 3, "01", 0, {}),
    (4, 3, [[1, 5, 7, 3, 5], [2, 9], [3]], 0, "011", 0, {}),
    (4, 9, [[1, 5], [2, 7, 3, 3]], 2, "01", 7, dict(top_k=6, top_p=0.9, repeat_penalty=1.1)),
], ids=["to_the_end", "going_on", "three", "list"])
def test_drafts_of_a_host(vectors, max_tokens, prompts, temperature, resumes, entries, filters):
    """It is asked for each pass that chooses behind a token of the answer alone, and its drafts change no text."""
    run(Scenario(replace(DRAFTED, vectors=vectors, sampler_list=entries), 1), max_tokens, prompts, temperature, resumes,
        token_filters(**filters), host=True)


@pytest.mark.parametrize(("seed", "vectors", "sequences", "entries", "ngram", "prompts"), [
    (1, 2, 2, 0, 0, [[[1, 5], [2, 7, 3]], [[4], [6, 6]]]),
    (2, 4, 2, 0, 0, [[[1, 5, 7, 3, 9], [2]], [[3] * 8, [4, 1]]]),
    (3, 8, 8, 0, 0, [[[number + 1, *[2] * number], [3], [number]] for number in range(8)]),
    (4, 3, 2, 7, 0, [[[1, 5, 7, 3, 9], [2], [8]], [[3] * 8, [4, 1]]]),
    (6, 4, 2, 0, 1, [[[1, 5, 7, 3, 9], [2], [4]], [[3] * 8, [4, 1], [6]]]),
    (6, 4, 2, 3, "host", [[[1, 5, 7, 3, 9], [2], [4]], [[3] * 8, [4, 1], [6]]]),
    (7, 8, 4, 5, 2, [[[number + 1, *[2] * number], [3], [number]] for number in range(4)]),
], ids=["two", "two_with_room", "eight", "two_with_lists", "two_with_drafts", "two_with_a_host",
        "four_with_drafts_and_lists"])
def test_texts_at_once(seed, vectors, sequences, entries, ngram, prompts):
    """Each text is what it is alone, whatever its neighbours in a pass are."""
    run_texts(seed, vectors, sequences, entries, ngram, prompts, "verilator" if vectors == 8 else None)


@pytest.mark.parametrize("last_n", [1, 2])
def test_penalties_see_drafts(last_n):
    """A window ends with the drafts that lead to a token, which may leave no room in it for the text."""
    run_texts(9, 8, 2, 5, "host", [[[1, 5, 7, 3, 9], [2]], [[3] * 8, [4, 1]]], "verilator", TURN=2, LAST_N=last_n)


def run_texts(seed, vectors, sequences, entries, ngram, prompts, sim=None, **more):
    scenario = Scenario(replace(DRAFTED, vectors=vectors, sequences=sequences, sampler_list=entries, context=20), seed)
    module, params, memories = build_model(scenario.geometry, scenario.model())
    simulate(module, params, "tb.tops.texts_cocotb", memories, scenario.to_env() | dict(
        PROMPTS=json.dumps(prompts), PAUSE=0.2) | (dict(NGRAM=0, HOST=1) if ngram == "host" else dict(NGRAM=ngram))
             | more, sim=sim, visible=("llama2_rtl", "shared_passes", "text_slot"))


def run(scenario, max_tokens, prompts, temperature, resumes, filters=EVERY_TOKEN, ngram=0, host=False):
    module, params, memories = build_model(scenario.geometry, scenario.model())
    simulate(module, params, "tb.tops.top_cocotb", memories, scenario.to_env() | dict(
        PROMPTS=json.dumps(prompts), MAX_TOKENS=max_tokens, PAUSE=0.3, RESUMES=json.dumps(list(map(int, resumes))),
        INVERSE=inverse_temperature(temperature), FILTERS=json.dumps(filters), NGRAM=ngram,
        MUST_DRAFT=int(ngram > 0 or host)) | (dict(HOST=1) if host else {}))


def test_answers_end_at_stop_tokens():
    decoder = Decoder(SCENARIO.model())
    answers = [list(answer(decoder, prompt, SMALL.context)) for prompt in STOPPED]
    assert {tokens[-1] for tokens in answers} == set(STOPS[1:]) and max(map(len, answers)) < SMALL.context - 1
