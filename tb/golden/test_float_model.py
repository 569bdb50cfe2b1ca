"""The float reference: llama2.c's own greedy text, and one position at a time against all at once."""

import json
from dataclasses import replace

import pytest
import torch

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.float_model import FloatModel
from llama2_rtl.golden.generate import answer, generate_greedy, sample
from llama2_rtl.golden.tokenizer import BOS
from tb.golden.conftest import model_file


def test_greedy_text_equals_llama2_c(stories):
    checkpoint, tokenizer = stories
    model = FloatModel(checkpoint)
    runs = json.loads(model_file("stories260K.greedy.json").read_text())["runs"]
    assert runs
    for run in runs:
        tokens = generate_greedy(model, tokenizer.encode(run["prompt"]), run["steps"])
        assert tokenizer.decode(tokens) == run["text"], run["prompt"]


def test_greedy_text_of_the_shipped_checkpoint(tales):
    checkpoint, tokenizer = tales
    model = FloatModel(checkpoint)
    prompt = tokenizer.encode("Once upon a time")
    tokens = generate_greedy(model, prompt, 100)
    assert tokens[:len(prompt)] == prompt
    expected = model.logits(torch.tensor([tokens]))[0].argmax(-1).tolist()
    assert tokens[len(prompt):] == expected[len(prompt) - 1:len(tokens) - 1]
    assert len(tokens) == 101 or expected[-1] == BOS
    assert tokenizer.decode(tokens).startswith("Once upon a time") and len(set(tokens)) > 20


def test_incremental_equals_batched(config):
    model = FloatModel(random_checkpoint(config, seed=3))
    tokens = torch.randint(config.vocab_size, (2, 20), generator=torch.Generator().manual_seed(1))
    cache = model.new_cache()
    steps = [model.logits(tokens[:, i:i + 1], cache, i) for i in range(tokens.shape[1])]
    torch.testing.assert_close(torch.cat(steps, 1), model.logits(tokens), rtol=1e-4, atol=1e-4)


def test_the_prompt_is_cut_at_the_number_of_steps(config):
    model = FloatModel(random_checkpoint(config, seed=3))
    assert generate_greedy(model, [BOS, 5, 6, 7, 8], 2) == [BOS, 5, 6]


@pytest.mark.parametrize("stop", [0, 1, 3])
def test_generation_ends_at_any_stop_token(config, stop):
    checkpoint = random_checkpoint(config, seed=5)
    unstopped = replace(checkpoint, config=replace(config, stop_tokens=(config.vocab_size,)))
    tokens = list(answer(FloatModel(unstopped), [BOS, 3], 12))
    end = tokens.index(tokens[stop])
    model = FloatModel(replace(checkpoint, config=replace(config, stop_tokens=(config.vocab_size, tokens[stop]))))
    assert len(tokens) == 11 and list(answer(model, [BOS, 3], 12)) == tokens[:end + 1]
    assert generate_greedy(model, [BOS, 3], 12) == [BOS, 3, *tokens[:end]]


def test_sample_begins_with_the_models_bos(config):
    checkpoint = random_checkpoint(replace(config, bos_token=7), seed=3)
    assert (sample(FloatModel(checkpoint), 2, 3, seed=1)[:, 0] == 7).all()


def test_sample_is_reproducible(config):
    model = FloatModel(random_checkpoint(config, seed=3))
    first, second, other = (sample(model, 3, 12, seed) for seed in (1, 1, 2))
    assert first.shape == (3, 13) and (first[:, 0] == BOS).all()
    assert torch.equal(first, second) and not torch.equal(first, other)


def test_eps_counts_for_small_vectors(config):
    model = FloatModel(random_checkpoint(config, seed=3))
    x = torch.full((1, config.dim), 1e-3)
    torch.testing.assert_close(model._norm(x, 2.0), x * 2 / (1e-6 + config.norm_eps) ** 0.5)
