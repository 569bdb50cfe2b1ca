"""Embedding tables of random codes and scales, and a memory that holds one and nothing else."""

import numpy as np

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.embedding_place import embedding_place
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.image_sections import classifier_section, sections
from llama2_rtl.golden.quantized import QuantizedRows
from llama2_rtl.golden.weight_format import LARGEST_EXPONENT, SCALE_MIN
from llama2_rtl.golden.weight_image import embedding_parts, matrix_parts, scale_bytes


def table_config(vocab_size, dim, tied):
    """The smallest model with such a table."""
    return ModelConfig(dim=dim, hidden_dim=5, n_layers=1, n_heads=1, n_kv_heads=1, vocab_size=vocab_size, seq_len=8,
                       tied=tied)


def random_table(config, weights, seed, fold=0):
    """QuantizedRows of a table in the WeightFormat `weights`, extremes of all that can be stored among them."""
    random, shape = np.random.default_rng(seed), (config.vocab_size, config.dim)
    blocks = config.vocab_size, weights.blocks(config.dim)

    def numbers(smallest, largest, size):
        found = random.integers(smallest, largest + 1, size)
        return np.where(random.random(size) < 0.2, random.choice([smallest, largest], size), found)

    return QuantizedRows(
        numbers(weights.smallest_code, weights.largest_code, shape).astype(np.int8),
        numbers(SCALE_MIN, weights.scale_max, config.vocab_size),
        numbers(-fold, LARGEST_EXPONENT - fold, config.vocab_size), fold, weights,
        numbers(1, 255, blocks).astype(np.uint8) if weights.block else None,
        numbers(0, 255, blocks).astype(np.uint8) if weights.zero_points else None)


class Table:
    """A `random_table` of a ModelConfig in `memory`, words that each hold a `tile`, at the `place` where a packed
    model has it. A `fold` is in the exponents of a tied one's rows."""

    def __init__(self, config, weights, tile, seed, fold=0):
        formats = ImageFormats.uniform(weights)
        self.config, self.formats = config, formats
        self.rows = random_table(config, weights, seed, fold)
        self.place = embedding_place(config, formats, tile)
        where = sections(config, formats, tile)
        size = max(sum(section) for section in where.values())
        payload = np.random.default_rng(seed).integers(0, 256, size + -size % tile.word_bytes, np.uint8)

        def put(offset, parts):
            data = np.concatenate(list(parts))
            payload[offset:offset + len(data)] = data

        rows = self.rows
        if config.tied:
            put(classifier_section(config, formats, tile)[0], matrix_parts(rows, tile))
        else:
            put(where["embedding"][0], embedding_parts(rows, tile))
            if not weights.block:
                put(where["embedding_scales"][0], [scale_bytes(rows)])
        self.memory = [int.from_bytes(word.tobytes(), "little") for word in payload.reshape(-1, tile.word_bytes)]

    def words(self, row):
        """What a reader makes of a row: `EmbeddingPlace.words`."""
        return self.place.words(row, self.memory.__getitem__)
