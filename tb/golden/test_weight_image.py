"""The weight image, read back byte by byte in the order in which the machine uses it."""

import dataclasses

import numpy as np
import pytest

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import PASS_ROWS, ModelConfig, Numerics
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.tensor_formats import read_formats
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_image import embedding_rows, embedding_words, image_words, weight_bytes, weight_image

TILES = [Tile(1, 1), Tile(1, 4), Tile(2, 4), Tile(8, 1), Tile(4, 16)]


class Reader:
    """Takes segments from an image, each from a whole word on."""

    def __init__(self, image, tile):
        self.image, self.tile, self.at = image.tobytes(), tile, 0

    def bytes(self, size):
        data = self.image[self.at:self.at + size]
        assert len(data) == size
        self.at += size
        return data

    def take(self, size):
        data = self.bytes(size)
        assert not any(self.bytes(-size % self.tile.word_bytes))
        return data

    def rows(self, count, columns):
        """The rows of a matrix: tile by tile, each from its first columns to its last; what is beyond is zero."""
        rows = []
        for _ in range(0, count, self.tile.rows):
            parts = [b""] * self.tile.rows
            for _ in range(0, columns, self.tile.columns):
                for i in range(self.tile.rows):
                    parts[i] += self.bytes(self.tile.columns)
            assert not any(any(part[columns:]) for part in parts)
            rows += [part[:columns] for part in parts]
        assert not any(any(row) for row in rows[count:])
        return rows[:count]

    def gains(self, norm, dim):
        assert np.array_equal(np.frombuffer(self.take(2 * dim), "<i2"), norm.gains)

    def matrix(self, matrix, rows, columns):
        assert matrix.mantissas.shape == (rows, columns)
        for first in range(0, rows, PASS_ROWS):
            count = min(PASS_ROWS, rows - first)
            scales = self.take(2 * count)
            for i in range(first, first + count):
                low, high = scales[2 * (i - first):2 * (i - first) + 2]
                assert (low, high) == (matrix.scale[i] - 256, matrix.exponent[i] + matrix.fold)
            assert self.rows(count, columns) == [row.tobytes() for row in matrix.mantissas[first:first + count]]


@pytest.mark.parametrize("tile", TILES, ids=str)
@pytest.mark.parametrize("hidden", [20, 300], ids=["one pass", "two passes"])
def test_image(config, tile, hidden):
    config = dataclasses.replace(config, hidden_dim=hidden)
    model = quantize_model(random_checkpoint(config, seed=1))
    image = weight_image(model, tile)
    assert image.dtype == np.uint8 and len(image) == image_words(config, Numerics().formats, tile) * tile.word_bytes
    reader = Reader(image, tile)
    reader.gains(model.layers[0].attention_norm, config.dim)
    for i, layer in enumerate(model.layers):
        reader.matrix(layer.qkv, 2 * config.kv_dim + config.dim, config.dim)
        reader.gains(layer.ffn_norm, config.dim)
        reader.matrix(layer.wo, config.dim, config.dim)
        reader.matrix(layer.w13, 2 * hidden, config.dim)
        following = model.layers[i + 1].attention_norm if i + 1 < config.n_layers else model.norm
        reader.gains(following, config.dim)
        reader.matrix(layer.w2, config.dim, hidden)
    reader.matrix(model.classifier, config.vocab_size, config.dim)
    assert reader.at == len(image)


def test_a_byte_per_word_needs_no_padding(config):
    assert weight_bytes(config, Numerics().formats) == image_words(config, Numerics().formats, Tile(1, 1))


def test_bytes_of_stories260k():
    config = ModelConfig(64, 172, 5, 8, 4, 512, 512)
    rows, weights = 5 * (128 + 64 + 344 + 64) + 512, 5 * (128 * 64 + 64 * 64 + 3 * 172 * 64) + 512 * 64
    assert weight_bytes(config, Numerics().formats) == weights + 2 * rows + 2 * 64 * 11


@pytest.mark.parametrize("tile", TILES, ids=str)
def test_embedding(config, tile):
    model = quantize_model(random_checkpoint(config, seed=1))
    reader = Reader(embedding_words(model, tile), tile)
    mantissas, scales = embedding_rows(model)
    assert reader.rows(len(mantissas), config.dim) == [row.tobytes() for row in mantissas]
    assert np.array_equal(scales, model.embedding.exponent << 8 | model.embedding.scale - 256)
    assert reader.at == len(reader.image)


@pytest.mark.parametrize("given", ["int4b32/int8", "int8/int8b32"])
def test_other_formats_than_those_of_the_numerics(config, given):
    model = quantize_model(random_checkpoint(config, seed=1), formats=read_formats(given, config))
    with pytest.raises(ValueError, match="quantise the model in the formats of its numerics"):
        weight_image(model, Tile(1, 16))
