"""The reader of llama2.c files: what it reads back, and what it says about files that are no checkpoint."""

import struct

import numpy as np
import pytest

from llama2_rtl.golden import llama2_c
from llama2_rtl.golden.checkpoint import Checkpoint, random_checkpoint, read_checkpoint, shapes, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.llama2_c import MAGIC, MARKED_HEADER_BYTES
from llama2_rtl.golden.model_tensors import StoredType

TIED = ModelConfig(16, 24, 2, 4, 2, 11, 32)
UNTIED = ModelConfig(16, 24, 2, 4, 2, 11, 32, tied=False)


def assert_same(read, written):
    assert read.config == written.config
    assert read.tensors.keys() == written.tensors.keys() == shapes(written.config).keys()
    for name, tensor in written.tensors.items():
        assert np.array_equal(read.tensors[name], tensor), name


@pytest.mark.parametrize("config", [TIED, UNTIED], ids=["tied", "untied"])
def test_version_0(config, tmp_path):
    checkpoint = random_checkpoint(config, seed=1)
    write_checkpoint(checkpoint, tmp_path / "model.bin")
    assert_same(read_checkpoint(tmp_path / "model.bin"), checkpoint)


@pytest.mark.parametrize("config", [TIED, UNTIED], ids=["tied", "untied"])
def test_version_1(config, tmp_path):
    checkpoint = random_checkpoint(config, seed=1)
    c = config
    fields = (c.dim, c.hidden_dim, c.n_layers, c.n_heads, c.n_kv_heads, c.vocab_size, c.seq_len)
    header = struct.pack("<Ii7iB", MAGIC, 1, *fields, c.tied).ljust(MARKED_HEADER_BYTES, b"\0")
    order = "attention_norm ffn_norm norm tok_embeddings wq wk wv wo w1 w2 w3 output".split()
    tensors = [checkpoint.tensors[name].tobytes() for name in order if name in checkpoint.tensors]
    (tmp_path / "model.bin").write_bytes(header + b"".join(tensors))
    assert_same(read_checkpoint(tmp_path / "model.bin"), checkpoint)


def quantized_file(checkpoint, group):
    """Bytes of version 2, and the tensors that they stand for: codes of float32 over scales of max / 127."""
    c = checkpoint.config
    fields = (c.dim, c.hidden_dim, c.n_layers, c.n_heads, c.n_kv_heads, c.vocab_size, c.seq_len)
    data = struct.pack("<Ii7iBi", MAGIC, 2, *fields, c.tied, group).ljust(MARKED_HEADER_BYTES, b"\0")
    meant = dict(checkpoint.tensors)
    for name in ("attention_norm", "ffn_norm", "norm"):
        data += checkpoint.tensors[name].tobytes()
    for name in "tok_embeddings wq wk wv wo w1 w2 w3 output".split():
        if name in meant:
            layers = meant[name][None] if name in ("tok_embeddings", "output") else meant[name]
            values = []
            for layer in layers:
                groups = layer.reshape(-1, group)
                scales = np.abs(groups).max(-1, keepdims=True) / np.float32(127)
                codes = np.rint(groups / scales).astype(np.int8)
                data += codes.tobytes() + scales.tobytes()
                values.append((codes * scales).reshape(layer.shape))
            meant[name] = np.stack(values).reshape(meant[name].shape)
    return data, meant


@pytest.mark.parametrize("at_once", [1, 100, 1 << 22])
@pytest.mark.parametrize("config, group, block", [(TIED, 8, 8), (UNTIED, 4, 4), (TIED, 16, None)])
def test_version_2(config, group, block, at_once, tmp_path, monkeypatch):
    """In groups of 16 the rows of W2, 24 columns, share scales with their neighbours."""
    monkeypatch.setattr(llama2_c, "CODES_AT_ONCE", at_once)
    data, meant = quantized_file(random_checkpoint(config, seed=1), group)
    (tmp_path / "model.bin").write_bytes(data)
    read = read_checkpoint(tmp_path / "model.bin")
    assert_same(read, Checkpoint(config, meant))
    assert read.stored("w2", 1) == StoredType("Q8_0", 8 if block else None, block)
    assert read.stored("norm") == StoredType("F32")
    (tmp_path / "model.bin").write_bytes(data[:-1])
    with pytest.raises(ValueError, match="bytes where its header asks for"):
        read_checkpoint(tmp_path / "model.bin")


def test_version_2_with_other_numbers_in_the_places_of_scales(tmp_path):
    data, _ = quantized_file(random_checkpoint(TIED, seed=1), 8)
    first = MARKED_HEADER_BYTES + 4 * 16 * 5 + 11 * 16
    (tmp_path / "model.bin").write_bytes(data[:first] + struct.pack("<f", -1.0) + data[first + 4:])
    with pytest.raises(ValueError, match="tok_embeddings of .*model.bin has scales that are no positive numbers"):
        read_checkpoint(tmp_path / "model.bin").tensor("tok_embeddings")


def test_tensors_of_the_untied_classifier_come_after_the_rope_tables(tmp_path):
    write_checkpoint(random_checkpoint(UNTIED, seed=2), tmp_path / "model.bin")
    output = random_checkpoint(UNTIED, seed=2).tensors["output"]
    assert (tmp_path / "model.bin").read_bytes().endswith(output.tobytes())


def valid():
    return struct.pack("<7i", 16, 24, 2, 4, 2, 11, 32)


BAD = {
    "empty": (b"", "fewer than a checkpoint's header"),
    "truncated header": (valid()[:20], "fewer than a checkpoint's header"),
    "header alone": (valid(), "truncated"),
    "text": (b"Once upon a time there was a file of text, which is no checkpoint.", "no llama2.c checkpoint"),
    "zeros": (bytes(4096), "no llama2.c checkpoint"),
    "heads that do not divide": (struct.pack("<7i", 16, 24, 2, 3, 1, 11, 32), "3 heads"),
    "odd head_dim": (struct.pack("<7i", 12, 24, 2, 4, 2, 11, 32), "head_dim 3"),
    "version 3": (struct.pack("<Ii", MAGIC, 3).ljust(512, b"\0"), "version 3"),
    "version 0 with a magic": (struct.pack("<Ii", MAGIC, 0).ljust(512, b"\0"), "version 0"),
    "version 2, truncated header": (struct.pack("<Ii", MAGIC, 2).ljust(100, b"\0"), "fewer than"),
    "version 2, no groups": (struct.pack("<Ii", MAGIC, 2) + valid().ljust(504, b"\0"), "groups of 0 codes"),
    "version 2, wrong groups": (struct.pack("<Ii28sBi", MAGIC, 2, valid(), 1, 3).ljust(512, b"\0"), "groups of 3"),
    "version 1, truncated header": (struct.pack("<Ii", MAGIC, 1).ljust(100, b"\0"), "fewer than"),
}


@pytest.mark.parametrize("content, says", BAD.values(), ids=BAD.keys())
def test_bad_file(content, says, tmp_path):
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(ValueError, match=says) as caught:
        read_checkpoint(tmp_path / "model.bin")
    assert "model.bin" in str(caught.value) and "\n" not in str(caught.value)


SAFETENSORS = b"\x40\0\0\0\0\0\0\0" + b'{"model.norm.weight": {}}'
FOREIGN = {
    "model.safetensors": (SAFETENSORS, "one file of a Hugging Face folder; give the folder"),
    "short.safetensors": (SAFETENSORS[:4], "one file of a Hugging Face folder; give the folder"),
    "renamed.bin": (SAFETENSORS, "one file of a Hugging Face folder; give the folder"),
    "config.json": (b"{}", "a file of settings; give the folder that holds the model"),
    "consolidated.00.pth": (b"PK\3\4archive/data.pkl", "PyTorch's own format; give the model in safetensors"),
    "pytorch_model.bin": (b"\x80\2\x8a\nl\xfc\x9c", "PyTorch's own format; give the model in safetensors"),
    "model.img": (b"L2RTLIMG" + bytes(4088), "a packed model already; give the checkpoint"),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_of_the_wrong_kind_is_named_for_what_it_is(name, tmp_path):
    content, says = FOREIGN[name]
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"{name} is {says}") as caught:
        read_checkpoint(tmp_path / name)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("change", [-4, -1, 1, 4])
def test_wrong_size(change, tmp_path):
    write_checkpoint(random_checkpoint(TIED, seed=1), tmp_path / "model.bin")
    data = (tmp_path / "model.bin").read_bytes()
    (tmp_path / "model.bin").write_bytes(data[:change] if change < 0 else data + bytes(change))
    with pytest.raises(ValueError, match=f"has {len(data) + change} bytes where its header asks for {len(data)}"):
        read_checkpoint(tmp_path / "model.bin")


def test_heads_that_the_format_cannot_name(tmp_path):
    checkpoint = random_checkpoint(ModelConfig(16, 24, 2, 4, 2, 11, 32, own_head_dim=6), seed=1)
    with pytest.raises(ValueError, match="no place for heads of 6 elements"):
        write_checkpoint(checkpoint, tmp_path / "model.bin")
    assert not list(tmp_path.iterdir())


def test_missing_file(tmp_path):
    with pytest.raises(ValueError, match="is not a file"):
        read_checkpoint(tmp_path / "model.bin")
