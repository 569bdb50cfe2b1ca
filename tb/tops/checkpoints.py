"""The checkpoints that the tests of the top run, and how a text becomes their tokens."""

import pytest

from llama2_rtl.converters.presets import STORIES260K, TALES
from llama2_rtl.golden.generate import generate_greedy
from llama2_rtl.golden.tokenizer import read_tokenizer
from tb.golden.conftest import model_file
from tb.tops.scenario import Scenario

PROMPT = "Once upon a time"

NAMES = (TALES.name, STORIES260K.name)

on_each_checkpoint = pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name))
                                                      for name in NAMES])
"""A test of a checkpoint's top, after the others of the same one: they share its build."""


def files(name):
    """`(preset, checkpoint path, tokenizer path)`; skips the test where the files are absent."""
    if name == TALES.name:
        return TALES, TALES.checkpoint, TALES.tokenizer
    return STORIES260K, model_file("stories260K.bin"), model_file("tok512.bin")


def load(name):
    """`(scenario, tokens of PROMPT)` of the checkpoint `name`."""
    preset, checkpoint, tokenizer = files(name)
    prompt = read_tokenizer(tokenizer, preset.model.vocab_size).encode(PROMPT)
    return Scenario(preset.geometry, str(checkpoint)), prompt


def long_text(scenario, prompt):
    """Tokens that fill the context: the prompt and what the float model makes of it, text after text."""
    from llama2_rtl.golden.checkpoint import read_checkpoint
    from llama2_rtl.golden.float_model import FloatModel
    tokens = []
    while len(tokens) < scenario.geometry.context:
        tokens += generate_greedy(FloatModel(read_checkpoint(scenario.checkpoint)), prompt,
                                  scenario.geometry.context - 1)
    return tokens[:scenario.geometry.context]
