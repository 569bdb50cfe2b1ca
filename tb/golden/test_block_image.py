"""The weight image of matrices in blocks, read back word by word as the engine walks it."""

import dataclasses

import numpy as np
import pytest

from llama2_rtl.golden.checkpoint import random_checkpoint
from llama2_rtl.golden.config import PASS_ROWS, ModelConfig, Numerics
from llama2_rtl.golden.image_formats import ImageFormats
from llama2_rtl.golden.image_header import ImageHeader, unpack
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_format import FORMATS
from llama2_rtl.golden.weight_image import image_words, weight_image

CONFIG = ModelConfig(dim=40, hidden_dim=300, n_layers=3, n_heads=4, n_kv_heads=2, vocab_size=33, seq_len=8)
MIXED = ImageFormats((3 * ("int4b32",) + ("int8b32", "int4b128", "int4b128", "int4b32"),
                      3 * ("int8",) + ("int4b128", "int4b32", "int4b32", "int8b32")), "int8b32", "int8b32")
APART = ImageFormats((("int4b32", "int8b32", "int4b32", "int8b32", "int4b128", "int4b128", "int4b32"),
                      ("int8", "int4b128", "int8b32", "int4b128", "int4b32", "int8b32", "int8b32")),
                     "int8b32", "int8b32")
GATE_APART = ImageFormats((3 * ("int4b32",) + ("int8b32", "int4b32", "int8", "int4b128"),), "int8b32", "int8b32")
ALL_APART = ImageFormats((("int4b32", "int8b32", "int4b32", "int8b32", "int4b128", "int8b32", "int4b32"),
                          4 * ("int8",) + ("int8b32", "int8b32", "int8")), "int8b32", "int8b32")


class Reader:
    """Takes words from an image; what each is follows from the words before alone."""

    def __init__(self, image, tile):
        self.words, self.tile, self.at = image.reshape(-1, tile.word_bytes), tile, 0

    def word(self):
        self.at += 1
        return self.words[self.at - 1]

    def segment(self, size):
        words = [self.word() for _ in range(-(-size // self.tile.word_bytes))]
        data = np.concatenate(words)
        assert not data[size:].any()
        return data[:size]

    def matrix(self, rows, code):
        weights, tile = list(FORMATS.values())[code], self.tile
        assert rows.format == weights
        count, columns = rows.mantissas.shape
        for first in range(0, count, PASS_ROWS):
            self.segment(2 * min(PASS_ROWS, count - first))
            group, waiting = [], 0
            for row in range(first, min(first + PASS_ROWS, count), tile.rows_of(weights)):
                for column in range(0, columns, tile.columns):
                    if weights.block and column % weights.block == 0:
                        if not waiting:
                            group, waiting = self.word(), tile.blocks_per_scale_word(weights)
                        self.block(rows, row, column // weights.block, group)
                        group, waiting = group[tile.rows_of(weights) * weights.block_bytes:], waiting - 1
                    self.codes(rows, row, column, self.word())

    def block(self, rows, first, block, group):
        size = rows.format.block_bytes
        for place in range(self.tile.rows_of(rows.format)):
            of_row = [0] * size
            if first + place < len(rows.mantissas):
                of_row = [rows.block_scales[first + place, block]]
                of_row += [rows.zero_points[first + place, block]] if size == 2 else []
            assert list(group[place * size:(place + 1) * size]) == of_row

    def codes(self, rows, first, column, word):
        tile, bits = self.tile, rows.format.code_bits
        for place in range(tile.rows_of(rows.format)):
            above, row = divmod(place, tile.rows)
            codes = word[row * tile.columns:(row + 1) * tile.columns] >> bits * above & (1 << bits) - 1
            expected = np.zeros(tile.columns, np.uint8)
            if first + place < len(rows.mantissas):
                part = rows.mantissas[first + place, column:column + tile.columns]
                expected[:len(part)] = part.view(np.uint8) & (1 << bits) - 1
            assert np.array_equal(codes, expected)


@pytest.mark.parametrize("tile", [Tile(1, 4), Tile(2, 8), Tile(4, 16), Tile(2, 32), Tile(16, 4)], ids=str)
@pytest.mark.parametrize("formats", [MIXED, APART, GATE_APART, ALL_APART, *(
    ImageFormats.uniform(weights) for weights in FORMATS.values() if weights.block)],
                         ids=lambda formats: "-".join([formats.name, *formats.apart]))
def test_image(formats, tile):
    model = quantize_model(random_checkpoint(CONFIG, seed=1), Numerics(blocks=formats))
    image = weight_image(model, tile)
    assert len(image) == image_words(CONFIG, formats, tile) * tile.word_bytes
    reader = Reader(image, tile)

    def gains(gains):
        codes = reader.segment(1)[0]
        assert np.array_equal(reader.segment(2 * CONFIG.dim).view("<i2"), gains.gains)
        return [codes >> place & 3 for place in (0, 2, 4, 6)]

    _, *high = gains(model.layers[0].attention_norm)
    for i, layer in enumerate(model.layers):
        in_front = (layer.wk, layer.wv, layer.wq) if "qkv" in formats.apart else (layer.qkv,)
        for rows, code in zip(in_front, high, strict=False):
            reader.matrix(rows, code)
        low, *high = gains(layer.ffn_norm)
        reader.matrix(layer.wo, low)
        in_front = (layer.w1, layer.w3) if "w13" in formats.apart else (layer.w13,)
        for rows, code in zip(in_front, high, strict=False):
            reader.matrix(rows, code)
        assert not any(high[len(in_front):])
        low, *high = gains(model.layers[i + 1].attention_norm if i + 1 < CONFIG.n_layers else model.norm)
        reader.matrix(layer.w2, low)
    reader.matrix(model.classifier, high[0])
    assert reader.at == len(reader.words)


@pytest.mark.parametrize("formats", [MIXED, APART, GATE_APART, ALL_APART],
                         ids=["together", "qkv", "w13", "both"])
@pytest.mark.parametrize("tied", [True, False])
def test_header(tied, formats):
    config = dataclasses.replace(CONFIG, tied=tied)
    header = ImageHeader(config, Numerics(blocks=formats), Tile(2, 8), 3)
    assert unpack(header.pack()) == header
    assert unpack(ImageHeader(config, Numerics(), Tile(2, 8), 3).pack()).numerics.blocks is None


def test_more_layers_than_the_header_holds():
    config = dataclasses.replace(CONFIG, n_layers=129)
    with pytest.raises(ValueError, match="129 layers; an image in blocks holds 128 at most"):
        ImageHeader(config, Numerics(blocks=MIXED), Tile(2, 8), 3).pack()


def test_powers_of_two_beside_blocks():
    with pytest.raises(ValueError, match="scale_bits is 0 beside weights in blocks"):
        Numerics(scale_bits=0, blocks=MIXED)
    with pytest.raises(ValueError, match="I8E beside other formats"):
        ImageFormats((("I8E", *6 * ("int8b32",)),), "int8b32", "int8b32")
