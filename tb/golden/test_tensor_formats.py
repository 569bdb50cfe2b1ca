"""Formats tensor by tensor: what a user names, what a file asks for, and what a token reads in them."""

from dataclasses import replace

import numpy as np
import pytest

from llama2_rtl.golden.checkpoint import Checkpoint, random_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.model_tensors import StoredType
from llama2_rtl.golden.quantize import quantize_model
from llama2_rtl.golden.tensor_formats import (
    TensorFormats,
    bytes_per_token,
    formats_in,
    image_formats,
    matrices,
    read_formats,
    stored_formats,
    uniform_formats,
    weights_per_token,
)
from llama2_rtl.golden.weight_format import INT4B32, INT4B128, INT8, INT8B32
from llama2_rtl.golden.weight_image import gain_bytes
from tb.golden.test_golden_decoder import turns

CONFIG = ModelConfig(64, 172, 2, 4, 2, 50, 8, tied=False)


def test_layers_and_head():
    formats = read_formats("int4b32/int8b32", CONFIG)
    assert formats("w2", 1) is formats("wq", 0) is INT4B32
    assert formats("output") is formats("tok_embeddings") is INT8B32
    assert formats.name == "int4b32/int8b32"
    assert formats == uniform_formats(CONFIG, INT4B32, INT8B32)


def test_one_name_is_for_both():
    formats = read_formats("int4b128", CONFIG)
    assert set(formats.table.values()) == {INT4B128} and formats.name == "int4b128"


@pytest.mark.parametrize("text, says", [
    ("int4", "there is no weight format 'int4'; did you mean int4b32 or int4b128"),
    ("int4b32/", "there is no weight format ''; choose one of int8, int8b32, int4b32, int4b128"),
    ("int8/int8/int8", "the formats 'int8/int8/int8' are more than two; give FORMAT=layers/head, as int4b32/int8b32"),
])
def test_bad_formats(text, says):
    with pytest.raises(ValueError, match=says.replace("?", r"\?")):
        read_formats(text, CONFIG)


class Stored(Checkpoint):
    """A checkpoint whose tensors are said to be of other types."""

    def stored(self, name, layer=None):
        return {
            ("tok_embeddings", None): StoredType("Q6_K", 6, 16), ("output", None): StoredType("Q8_0", 8, 32),
            ("wq", 0): StoredType("Q4_K", 4, 32), ("wq", 1): StoredType("AWQ", 4, 128),
            ("wk", 0): StoredType("GPTQ", 4, 64), ("wk", 1): StoredType("GPTQ", 4, 256),
            ("wv", 0): StoredType("BF16"), ("wv", 1): StoredType("IQ4_NL"),
            ("w3", 0): StoredType("AWQ", 4, 128), ("wo", 0): StoredType("Q2_K", 2, 16),
            ("wo", 1): StoredType("odd", 4, 48),
        }.get((name, layer), StoredType("Q4_0", 4, 32))


def test_a_file_says_which_formats_it_asks_for():
    formats = stored_formats(Stored(CONFIG, {}))
    assert {key: formats(*key).name for key in formats.table if key[0] not in ("w1", "w2", "w3")} == {
        ("tok_embeddings", None): "int8b32", ("output", None): "int8b32", ("wq", 0): "int4b32", ("wq", 1): "int4b128",
        ("wk", 0): "int4b32", ("wk", 1): "int4b128", ("wv", 0): "int8b32", ("wv", 1): "int8b32",
        ("wo", 0): "int8b32", ("wo", 1): "int8b32"}
    assert formats("w2", 1) is INT4B32
    assert formats.name == "int4b128+int4b32+int8b32/int8b32"


def test_every_tensor_keeps_its_format():
    formats = stored_formats(Stored(CONFIG, {}))
    of_matrices = image_formats(CONFIG, formats)
    assert [of_matrices(name, 0).name for name in ("wk", "wv", "wq", "wo", "w1", "w3", "w2")] == [
        "int4b32", "int8b32", "int4b32", "int8b32", "int4b32", "int4b128", "int4b32"]
    assert of_matrices.apart == ("qkv", "w13") and of_matrices.parts("w13") == ("w1", "w3")
    assert formats_in(CONFIG, of_matrices) == formats
    tied = replace(CONFIG, tied=True)
    assert image_formats(tied, read_formats("int4b128/int8", tied))("classifier") is INT8


def test_floats_ask_for_eight_bits_in_blocks():
    assert stored_formats(random_checkpoint(CONFIG, 1)) == uniform_formats(CONFIG, INT8B32, INT8B32)


@pytest.mark.parametrize("tied", [False, True])
@pytest.mark.parametrize("formats", ["int8", "int4b32/int8b32", "int4b128", turns],
                         ids=["int8", "int4b32-int8b32", "int4b128", "turns"])
def test_bytes_are_those_of_what_is_packed(tied, formats):
    config = replace(CONFIG, tied=tied)
    formats = formats(config) if callable(formats) else read_formats(formats, config)
    model = quantize_model(random_checkpoint(config, 1), formats=formats)

    def packed(rows):
        size = rows.format.pack(rows.mantissas).size + rows.format.pack_scales(rows.scale, rows.image_exponent).nbytes
        return size + (rows.format.pack_blocks(rows.block_scales, rows.zero_points).size if rows.format.block else 0)

    expected = packed(model.classifier) + packed(model.embedding) / config.vocab_size + gain_bytes(model.norm).size
    for layer in model.layers:
        expected += sum(packed(getattr(layer, name)) for name in ("wk", "wv", "wq", "wo", "w1", "w3", "w2"))
        expected += gain_bytes(layer.attention_norm).size + gain_bytes(layer.ffn_norm).size
    assert bytes_per_token(config, formats) == expected


@pytest.mark.parametrize("tied", [False, True])
def test_weights_that_a_token_reads(tied):
    config = replace(CONFIG, tied=tied)
    layer = 2 * 64 * 64 + 2 * 32 * 64 + 3 * 172 * 64
    assert weights_per_token(config) == 2 * layer + 50 * 64 + 64
    assert sum(np.prod(shape) for shape in matrices(config).values()) == 2 * layer + (1 if tied else 2) * 50 * 64


def test_bits_of_a_real_model():
    """SmolLM2-135M: 4.5 and 8.25 bits, 16 per row, 16 per gain."""
    config = ModelConfig(576, 1536, 30, 9, 3, 49152, 8192)
    formats = read_formats("int4b32/int8b32", config)
    bits = 8 * bytes_per_token(config, formats) / weights_per_token(config)
    layers, head = 30 * (2 * 576 * 576 + 2 * 192 * 576 + 3 * 576 * 1536), 49153 * 576
    rows = 30 * (576 + 2 * 192 + 576 + 2 * 1536 + 576) + 49153
    assert bits == pytest.approx((4.5 * layers + 8.25 * head + 16 * rows + 16 * 61 * 576) / (layers + head), rel=1e-12)
    assert bits < 5.4


def test_a_table_is_asked_by_name_and_layer():
    formats = TensorFormats({("wq", 0): INT8, ("output", None): INT4B32})
    assert formats("wq", 0) is INT8 and formats("output") is INT4B32
    with pytest.raises(KeyError):
        formats("wq")
