"""GGUF files: equal to the llama2.c route, every type, the tokenizer's metadata; one sentence for what is wrong."""

import numpy as np
import pytest
from gguf import GGMLQuantizationType
from gguf.quants import dequantize

from llama2_rtl.golden import gguf_file
from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint, shapes, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.gguf_tokenizer import read_gguf_tokenizer
from llama2_rtl.golden.image_file import write_image
from llama2_rtl.golden.model_tensors import StoredType, named_shapes
from llama2_rtl.golden.quantize import DEFAULT_NUMERICS, quantize_model
from llama2_rtl.golden.rope_scaling import LinearScaling, Llama3Scaling, RopeFactors, YarnScaling
from llama2_rtl.golden.tables import rope_frequencies
from llama2_rtl.golden.tile import Tile
from llama2_rtl.golden.weight_image import weight_image
from tb.golden.gguf_files import block_bytes, checkpoint_file, file_tensors, metadata, tokenizer, write_gguf
from tb.golden.hugging_face_folder import rounded_checkpoint

TIED = ModelConfig(64, 96, 2, 4, 2, 40, 150, norm_eps=1e-5, bos_token=7, stop_tokens=(3, 9))
UNTIED = ModelConfig(32, 64, 2, 4, 4, 33, 150, rope_theta=500.0, norm_eps=1e-6, tied=False, stop_tokens=(2,))
OWN_HEADS = ModelConfig(64, 96, 1, 3, 1, 40, 150, norm_eps=1e-5, stop_tokens=(3,), own_head_dim=20)


@pytest.mark.parametrize("dtype", ["F32", "F16", "BF16"])
@pytest.mark.parametrize("config", [TIED, UNTIED], ids=["tied", "untied"])
def test_equals_the_llama2_c_route(config, dtype, tmp_path):
    checkpoint = rounded_checkpoint(config, 1, dtype)
    read = read_checkpoint(checkpoint_file(checkpoint, tmp_path / "model.gguf", dtype))
    write_checkpoint(checkpoint, tmp_path / "model.bin")
    other = read_checkpoint(tmp_path / "model.bin")
    assert read.config == config
    assert read.tensors.keys() == other.tensors.keys() == shapes(config).keys()
    for name, tensor in read.tensors.items():
        assert np.array_equal(tensor, other.tensors[name]), name
    assert read.stored("w1", 1) == StoredType(dtype)
    assert np.array_equal(*(weight_image(quantize_model(route), Tile(1, 8)) for route in (read, other)))


TYPES = {"Q8_0": (8, 32), "Q4_0": (4, 32), "Q4_1": (4, 32), "Q5_0": (5, 32), "Q5_1": (5, 32), "Q4_K": (4, 32),
         "Q5_K": (5, 32), "Q6_K": (6, 16)}


@pytest.mark.parametrize("at_once", [1, 1 << 22])
@pytest.mark.parametrize("kind", TYPES)
def test_types(kind, at_once, tmp_path, monkeypatch):
    monkeypatch.setattr(gguf_file, "BYTES_AT_ONCE", at_once)
    config = ModelConfig(256, 256, 1, 2, 2, 40, 150)
    checkpoint = random_checkpoint(config, 1)
    read = read_checkpoint(checkpoint_file(checkpoint, tmp_path / "model.gguf", {"w2": kind, "tok_embeddings": kind}))
    data, number = file_tensors(checkpoint, kind)["blk.0.ffn_down.weight"]
    tensor = read.tensor("w2", 0)
    assert tensor.dtype == np.float32 and np.array_equal(tensor, dequantize(data, number))
    assert read.stored("w2", 0) == StoredType(kind, *TYPES[kind])
    if not kind.endswith("K"):  # the library makes those, so the weights come back but for their rounding
        assert np.abs(tensor - checkpoint.tensors["w2"][0]).max() < 0.15 * np.abs(tensor).max()
    assert read.tensor("tok_embeddings").shape == (40, 256)


def test_blocks_by_hand(tmp_path):
    """Values of one block of each simple type, as its layout is published: fp16 scale (and minimum), then the codes."""
    config = ModelConfig(32, 32, 1, 1, 1, 3, 8)
    tensors = file_tensors(random_checkpoint(config, 1))
    half = np.array([0.5, -2.0], np.float16).view(np.uint8)
    codes = np.arange(16, dtype=np.uint8) | (15 - np.arange(16, dtype=np.uint8)) << 4
    line = {
        "Q4_0": (np.concatenate([half[:2], codes]), 0.5 * (np.r_[np.arange(16), np.arange(15, -1, -1)] - 8)),
        "Q4_1": (np.concatenate([half, codes]), 0.5 * np.r_[np.arange(16), np.arange(15, -1, -1)] - 2),
        "Q8_0": (np.concatenate([half[:2], np.arange(-16, 16).astype(np.int8).view(np.uint8)]),
                 0.5 * np.arange(-16, 16)),
    }
    for kind, (data, values) in line.items():
        tensors["token_embd.weight"] = np.tile(data, (3, 1)), GGMLQuantizationType[kind]
        path = write_gguf(tmp_path / f"{kind}.gguf", metadata(config), tensors, tokenizer(config))
        assert np.array_equal(read_checkpoint(path).tensor("tok_embeddings"), np.tile(values, (3, 1)))


def test_a_mix_is_read_tensor_by_tensor(tmp_path):
    kinds = dict(wq="Q4_1", wk="F16", wv="Q8_0", wo="Q5_0", w1="BF16", w2="Q4_0", w3="Q5_1", tok_embeddings="Q8_0")
    read = read_checkpoint(checkpoint_file(random_checkpoint(TIED, 1), tmp_path / "model.gguf", kinds))
    assert {name: read.stored(name, None if name == "tok_embeddings" else 1).name for name in kinds} == kinds
    write_image(read, DEFAULT_NUMERICS, Tile(1, 8), tmp_path / "model.img")


def test_heads_of_a_size_of_their_own(tmp_path):
    read = read_checkpoint(checkpoint_file(random_checkpoint(OWN_HEADS, 1), tmp_path / "model.gguf"))
    assert read.config == OWN_HEADS and read.tensor("wo", 0).shape == (64, 60)


def test_rope_factors_of_a_tensor(tmp_path):
    """llama.cpp stores Llama 3.1's scaling as what each frequency is divided by."""
    plain = ModelConfig(32, 32, 1, 1, 1, 8, 4096, rope_theta=500000.0)
    scaled = ModelConfig(32, 32, 1, 1, 1, 8, 4096, rope_theta=500000.0, rope_scaling=Llama3Scaling(8.0, 1.0, 4.0, 64))
    factors = np.array(rope_frequencies(plain)) / rope_frequencies(scaled)
    tensors = file_tensors(random_checkpoint(plain, 1))
    tensors["rope_freqs.weight"] = factors.astype(np.float32), GGMLQuantizationType.F32
    read = read_checkpoint(write_gguf(tmp_path / "model.gguf", metadata(plain), tensors, tokenizer(plain)))
    assert isinstance(read.config.rope_scaling, RopeFactors)
    np.testing.assert_allclose(rope_frequencies(read.config), rope_frequencies(scaled), rtol=1e-6)


@pytest.mark.parametrize("fields, expected", [
    ({"type": "linear", "factor": 4.0}, LinearScaling(4.0)),
    ({"type": "yarn", "factor": 4.0, "original_context_length": 64}, YarnScaling(4.0, 64)),
    ({"type": "yarn", "factor": 4.0, "attn_factor": 0.5, "yarn_beta_fast": 16.0},
     YarnScaling(4.0, 150, beta_fast=16.0, attention_factor=0.5 * YarnScaling(4.0, 150).attention_factor)),
])
def test_rope_scaling_of_the_metadata(fields, expected, parts, tmp_path):
    fields = {f"rope.scaling.{name}": value for name, value in fields.items()}
    assert read_checkpoint(written(parts, tmp_path, fields=fields)).config.rope_scaling == expected


@pytest.fixture(scope="module")
def parts():
    """(fields, tensors, tokens) of a good file, to be changed in copies."""
    checkpoint = random_checkpoint(UNTIED, 1)
    return metadata(UNTIED), file_tensors(checkpoint, {"w1": "Q8_0"}), tokenizer(UNTIED)


def written(parts, path, **changes):
    """The path of a file of `parts`, of which `changes` replace some; None takes one away."""
    fields, tensors, tokens = (dict(part) for part in parts)
    fields |= changes.pop("fields", {})
    tokens |= changes.pop("tokens", {})
    tensors |= changes.pop("tensors", {})
    tensors = {name: tensor for name, tensor in tensors.items() if tensor is not None}
    return write_gguf(path / "model.gguf", fields, tensors, tokens, **changes)


def refused(path, says):
    with pytest.raises(ValueError, match=says) as caught:
        read_checkpoint(path)
    assert path.name in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("changes, expected", [
    (dict(fields={"attention.head_count_kv": None}), {}),
    (dict(fields={"attention.head_count_kv": [4, 4]}), {}),
    (dict(fields={"rope.freq_base": None}), dict(rope_theta=10000.0)),
    (dict(tokens={"ggml.eos_token_id": None}), dict(stop_tokens=())),
    (dict(tokens={"ggml.eot_token_id": 5, "ggml.eom_token_id": 2}), dict(stop_tokens=(2, 5))),
    (dict(tokens={"ggml.bos_token_id": 6}), dict(bos_token=6)),
    (dict(fields={"rope.scaling.type": "none", "expert_count": 0}), {}),
])
def test_config(changes, expected, parts, tmp_path):
    read = read_checkpoint(written(parts, tmp_path, **changes)).config
    assert {name: getattr(read, name) for name in expected} == expected
    assert (read.dim, read.n_heads, read.n_kv_heads, read.norm_eps) == (32, 4, 4, 1e-6)


F32 = GGMLQuantizationType.F32
Q = "blk.1.attn_q.weight"


@pytest.mark.parametrize("changes, says", [
    (dict(architecture="qwen2"), "architecture is 'qwen2', where only 'llama'"),
    (dict(fields={"embedding_length": None}), "lacks llama.embedding_length"),
    (dict(fields={"embedding_length": "32"}), "llama.embedding_length is '32'"),
    (dict(fields={"feed_forward_length": 40}), r"ffn_gate.weight has the shape \[64, 32\] .* asks for \[40, 32\]"),
    (dict(fields={"attention.head_count": 5}), "32 does not divide into 5 heads"),
    (dict(fields={"attention.head_count_kv": [4, 2]}), r"head_count_kv is \[4, 2\], where one number"),
    (dict(fields={"attention.layer_norm_rms_epsilon": None}), "lacks llama.attention.layer_norm_rms_epsilon"),
    (dict(fields={"attention.value_length": 16}), "value_length is 16, where only the length of a key, 8"),
    (dict(fields={"rope.dimension_count": 4}), "dimension_count is 4"),
    (dict(fields={"rope.scaling.type": "longrope"}), "scaling.type is 'longrope'"),
    (dict(fields={"rope.scaling.type": "linear"}), "lacks llama.rope.scaling.factor"),
    (dict(fields={"rope.scaling.type": "linear", "rope.scaling.factor": 2.0},
          tensors={"rope_freqs.weight": (np.ones(4, np.float32), F32)}), "rope_freqs.weight beside .* 'linear'"),
    (dict(fields={"rope.scaling.type": "yarn", "rope.scaling.factor": 2.0, "rope.scaling.yarn_log_multiplier": 0.1}),
     "yarn_log_multiplier is"),
    (dict(fields={"expert_count": 8}), "llama.expert_count is 8, where only 0"),
    (dict(tokens={"ggml.eos_token_id": 33}), "token 33 lies outside the vocabulary of 33"),
    (dict(tensors={Q: None}), f"lacks the tensor {Q}"),
    (dict(tensors={"token_embd.weight": None}), "lacks the tensor token_embd.weight"),
    (dict(tensors={Q: (np.zeros((31, 32), np.float32), F32)}), rf"{Q} has the shape \[31, 32\] .* asks for \[32, 32\]"),
    (dict(tensors={"blk.0.attn_q.bias": (np.zeros(32, np.float32), F32)}), "holds the tensor blk.0.attn_q.bias"),
    (dict(tensors={"blk.2.attn_q.weight": (np.zeros(32, np.float32), F32)}), "holds the tensor blk.2.attn_q.weight"),
    (dict(tensors={Q: (np.zeros((32, 32), np.int8), GGMLQuantizationType.I8)}), f"{Q} is of the type I8, which cannot"),
    (dict(tensors={Q: (block_bytes((32, 32), GGMLQuantizationType.Q8_1), GGMLQuantizationType.Q8_1)}), "type Q8_1"),
    (dict(tensors={"rope_freqs.weight": (np.zeros(4, np.float32), F32)}), "factor that is not positive"),
    (dict(tensors={"rope_freqs.weight": (np.ones(3, np.float32), F32)}), "rope_freqs.weight has the shape"),
])
def test_refused(changes, says, parts, tmp_path):
    refused(written(parts, tmp_path, **changes), says)


def test_every_truncation_says_so(parts, tmp_path):
    path = written(parts, tmp_path)
    data = path.read_bytes()
    for end in (*range(4, 4000, 97), *range(4000, len(data), len(data) // 20), len(data) - 1):
        path.write_bytes(data[:end])
        refused(path, "is truncated")


@pytest.mark.parametrize("at, value, says", [
    (4, 9, "version 9"), (24, 255, "damaged|truncated"), (24 + 8 + len("general.architecture"), 77, "damaged")])
def test_damaged(at, value, says, parts, tmp_path):
    path = written(parts, tmp_path)
    data = bytearray(path.read_bytes())
    data[at] = value
    path.write_bytes(data)
    refused(path, says)


def test_a_part_of_a_model(parts, tmp_path):
    import gguf
    writer = gguf.GGUFWriter(tmp_path / "model.gguf", "llama")
    writer.add_uint16("split.count", 3)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()
    refused(tmp_path / "model.gguf", "one of the 3 parts of a model; join them")


def test_weights_that_are_not_finite_leave_nothing(parts, tmp_path):
    values = np.ones((32, 64), np.float32)
    values[3, 4] = np.nan
    path = written(parts, tmp_path, tensors={"blk.1.ffn_down.weight": (values, F32)})
    with pytest.raises(ValueError, match="w2 of layer 1 holds weights that are not finite"):
        write_image(read_checkpoint(path), DEFAULT_NUMERICS, Tile(1, 8), tmp_path / "model.img")
    assert list(tmp_path.iterdir()) == [path]


def test_a_changed_file_is_read_again(parts, tmp_path):
    path = written(parts, tmp_path)
    assert read_checkpoint(path).config.bos_token == 1
    written(parts, tmp_path, tokens={"ggml.bos_token_id": 6})
    assert read_checkpoint(path).config.bos_token == 6


def test_tokenizer(parts, tmp_path):
    said = read_gguf_tokenizer(written(parts, tmp_path))
    assert said.model == "llama" and said.tokens[:2] == ["token 0", "token 1"] and len(said.tokens) == 33
    assert (said.scores[2], said.token_type[2], said.bos_token_id, said.eos_token_id) == (-2.0, 1, 1, 2)
    assert said.add_bos_token is True and said.chat_template == "{{ messages }}"
    assert said.merges is said.pre is said.add_eos_token is None


def test_no_tokenizer(parts, tmp_path):
    path = written(parts, tmp_path, tokens={"ggml.tokens": None})
    with pytest.raises(ValueError, match="holds no tokenizer; give one with TOKENIZER="):
        read_gguf_tokenizer(path)


def test_every_tensor_has_a_name():
    names = {name: f"{name} {{}}" for name in shapes(UNTIED)}
    assert len(named_shapes(UNTIED, names, range(2))) == 3 + 9 * 2
    with pytest.raises(ValueError, match="it is said to have 2 layers and has 1 tensors; download it again"):
        named_shapes(UNTIED, names, range(1))
