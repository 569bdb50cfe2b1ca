"""The embedding: whole rows of random tokens as residual elements, for rows that fill no whole word too."""

import json
import random

import pytest

from llama2_rtl.converters.memory import block_embedding as in_blocks
from llama2_rtl.converters.memory import embedding as in_rows
from llama2_rtl.converters.memory.block_embedding import block_embedding
from llama2_rtl.converters.memory.embedding import embedding
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8B32
from llama2_rtl.simulation.simulate import simulate
from tb.golden.random_tables import Table, table_config
from tb.harness.streams import pack


@pytest.mark.parametrize(
    ("columns", "vocab_size", "dim", "vectors"),
    [(1, 5, 6, 1), (2, 9, 6, 1), (4, 300, 10, 1), (16, 32, 64, 1), (64, 7, 12, 1), (4, 20, 10, 3)])
def test_embedding(columns, vocab_size, dim, vectors):
    numbers = random.Random(1)
    mantissas = [[numbers.randint(-127, 127) for _ in range(dim)] for _ in range(vocab_size)]
    words = [[pack(row[first:first + columns], 8) for first in range(0, dim, columns)] for row in mantissas]
    run(embedding, dict(columns=columns, dim=dim, vectors=vectors), in_rows.LATENCY, mantissas, words)


@pytest.mark.parametrize(("weights", "columns", "dim", "vectors"), [
    (INT8B32, 4, 40, 1), (INT8B32, 32, 44, 1), (INT4B32, 4, 66, 1), (INT4B32, 16, 12, 1), (INT4B32, 8, 40, 3),
    (INT4B128, 32, 300, 1)])
def test_in_blocks(weights, columns, dim, vectors):
    table = Table(table_config(50, dim, True), weights, Tile(2, columns), seed=1)
    run(block_embedding, dict(weights=weights, columns=columns, dim=dim, vectors=vectors), in_blocks.LATENCY,
        table.rows.integers.tolist(), [table.words(row) for row in range(50)])


def run(block, params, latency, integers, words):
    numbers = random.Random(2)
    scales = [numbers.randrange(64) << 8 | numbers.randrange(256) for _ in words]
    simulate(block, params, "tb.memory.embedding_cocotb", extra_env=dict(
        TABLE=json.dumps([integers, scales, words]), VECTORS=params["vectors"], LATENCY=latency))
