"""The embedding: whole rows of random tokens as residual elements, for rows that fill no whole word too."""

import json
import random

import pytest

from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.simulation.simulate import simulate
from tb.harness.streams import pack


@pytest.mark.parametrize(
    ("columns", "vocab_size", "dim", "vectors"),
    [(1, 5, 6, 1), (2, 9, 6, 1), (4, 300, 10, 1), (16, 32, 64, 1), (64, 7, 12, 1), (4, 20, 10, 3)])
def test_embedding(columns, vocab_size, dim, vectors):
    numbers = random.Random(1)
    mantissas = [[numbers.randint(-127, 127) for _ in range(dim)] for _ in range(vocab_size)]
    scales = [numbers.randrange(64) << 8 | numbers.randrange(256) for _ in range(vocab_size)]
    words = [[pack(row[first:first + columns], 8) for first in range(0, dim, columns)] for row in mantissas]
    simulate(embedding, dict(columns=columns, dim=dim, vectors=vectors), "tb.memory.embedding_cocotb",
             extra_env=dict(TABLE=json.dumps([mantissas, scales, words]), VECTORS=vectors))
