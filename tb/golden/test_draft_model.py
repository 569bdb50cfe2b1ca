"""Drafts of a model: the likeliest tokens that its float model chooses, whatever was asked before."""

import random

import torch

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.draft_model import DraftModel
from llama2_rtl.golden.float_model import FloatModel

CONFIG = ModelConfig(dim=16, hidden_dim=24, n_layers=2, n_heads=2, n_kv_heads=1, vocab_size=9, seq_len=20)


def likeliest(model, tokens, most):
    """The tokens behind `tokens` that the model finds likeliest, each computed from the begin."""
    text = list(tokens)
    for _ in range(most):
        text.append(int(model.logits(torch.tensor([text]))[0, -1].argmax()))
    return text[len(tokens):]


def test_drafts():
    """Texts that go on with some of the drafts, with others, or that are other texts."""
    numbers, checkpoint = random.Random(1), random_checkpoint(CONFIG, 1)
    drafter, model, text, drafts = DraftModel(checkpoint, 3), FloatModel(checkpoint), [5], []
    for _ in range(60):
        text = numbers.choice([text + drafts[:numbers.randrange(4)], text, []]) + [numbers.randrange(CONFIG.vocab_size)]
        if len(text) > CONFIG.seq_len - 3:
            text = text[:numbers.randrange(1, 4)]
        drafts = drafter(text)
        assert drafts == likeliest(model, text, 3)


def test_the_end_of_its_context():
    """Behind the last position there is none to compute."""
    drafter = DraftModel(random_checkpoint(CONFIG, 1), 3)
    assert [len(drafter([1] * length)) for length in (17, 18, 19, 20, 21)] == [3, 3, 2, 1, 0]
