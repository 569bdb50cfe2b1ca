"""The embedding: whole rows of random tokens as residual elements, for rows that fill no whole word too."""

import json
import random

import pytest

from converters.memory.embedding import embedding
from simulation.simulate import simulate
from tb.harness.streams import pack


@pytest.mark.parametrize(
    ("word_bytes", "vocab_size", "dim"), [(1, 5, 6), (2, 9, 6), (4, 300, 10), (16, 32, 64), (64, 7, 12)])
def test_embedding(word_bytes, vocab_size, dim):
    numbers = random.Random(1)
    mantissas = [[numbers.randint(-127, 127) for _ in range(dim)] for _ in range(vocab_size)]
    scales = [numbers.randrange(64) << 8 | numbers.randrange(256) for _ in range(vocab_size)]
    words = [[pack(row[first:first + word_bytes], 8) for first in range(0, dim, word_bytes)] for row in mantissas]
    simulate(embedding, dict(word_bytes=word_bytes, dim=dim), "tb.memory.embedding_cocotb",
             extra_env=dict(TABLE=json.dumps([mantissas, scales, words])))
