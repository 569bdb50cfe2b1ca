"""The weight image, read back byte by byte in the order in which the machine uses it."""

import dataclasses

import numpy as np
import pytest

from golden.checkpoint import random_checkpoint
from golden.config import PASS_ROWS, ModelConfig
from golden.quantize import quantize_model
from golden.weight_image import embedding_rows, embedding_words, image_words, weight_bytes, weight_image

LANES = [1, 4, 8, 64]


class Reader:
    """Takes segments from an image, each from a whole word on."""

    def __init__(self, image, lanes):
        self.image, self.lanes, self.at = image.tobytes(), lanes, 0

    def take(self, size):
        data = self.image[self.at:self.at + size]
        end = self.at + -(-size // self.lanes) * self.lanes
        assert len(data) == size and not any(self.image[self.at + size:end])
        self.at = end
        return data

    def rows(self, count, columns):
        """The rows of a matrix: where a row's end fills at most half a word, the next one's fills the other half."""
        end = columns % self.lanes
        if columns < self.lanes or not 0 < end <= self.lanes // 2:
            return [self.take(columns) for _ in range(count)]
        rows = []
        for first in range(0, count, 2):
            whole, ends = self.take(columns - end), self.take(self.lanes)
            for at in range(0, self.lanes, self.lanes // 2):
                assert not any(ends[at + end:at + self.lanes // 2])
            rows.append(whole + ends[:end])
            if first + 1 < count:
                rows.append(self.take(columns - end) + ends[self.lanes // 2:][:end])
            else:
                assert not any(ends[end:])
        return rows

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


@pytest.mark.parametrize("lanes", LANES)
@pytest.mark.parametrize("hidden", [20, 300], ids=["one pass", "two passes"])
def test_image(config, lanes, hidden):
    config = dataclasses.replace(config, hidden_dim=hidden)
    model = quantize_model(random_checkpoint(config, seed=1))
    image = weight_image(model, lanes)
    assert image.dtype == np.uint8 and len(image) == image_words(config, lanes) * lanes
    reader = Reader(image, lanes)
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
    assert weight_bytes(config) == image_words(config, 1)


def test_bytes_of_stories260k():
    config = ModelConfig(64, 172, 5, 8, 4, 512, 512)
    rows, weights = 5 * (128 + 64 + 344 + 64) + 512, 5 * (128 * 64 + 64 * 64 + 3 * 172 * 64) + 512 * 64
    assert weight_bytes(config) == weights + 2 * rows + 2 * 64 * 11


@pytest.mark.parametrize("lanes", LANES)
def test_embedding(config, lanes):
    model = quantize_model(random_checkpoint(config, seed=1))
    reader = Reader(embedding_words(model, lanes), lanes)
    mantissas, scales = embedding_rows(model)
    assert reader.rows(len(mantissas), config.dim) == [row.tobytes() for row in mantissas]
    assert np.array_equal(scales, model.embedding.exponent << 8 | model.embedding.scale - 256)
    assert reader.at == len(reader.image)
