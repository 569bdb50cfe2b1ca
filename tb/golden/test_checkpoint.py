"""The reader of llama2.c files: what it reads back, and what it says about files that are no checkpoint."""

import struct

import numpy as np
import pytest

from llama2_rtl.golden.checkpoint import random_checkpoint, read_checkpoint, shapes, write_checkpoint
from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.llama2_c import MAGIC, V1_HEADER_BYTES

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
    header = struct.pack("<Ii7iB", MAGIC, 1, *fields, c.tied).ljust(V1_HEADER_BYTES, b"\0")
    order = "attention_norm ffn_norm norm tok_embeddings wq wk wv wo w1 w2 w3 output".split()
    tensors = [checkpoint.tensors[name].tobytes() for name in order if name in checkpoint.tensors]
    (tmp_path / "model.bin").write_bytes(header + b"".join(tensors))
    assert_same(read_checkpoint(tmp_path / "model.bin"), checkpoint)


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
    "version 2": (struct.pack("<Ii", MAGIC, 2).ljust(512, b"\0"), "version 2"),
    "version 1, truncated header": (struct.pack("<Ii", MAGIC, 1).ljust(100, b"\0"), "fewer than"),
}


@pytest.mark.parametrize("content, says", BAD.values(), ids=BAD.keys())
def test_bad_file(content, says, tmp_path):
    (tmp_path / "model.bin").write_bytes(content)
    with pytest.raises(ValueError, match=says) as caught:
        read_checkpoint(tmp_path / "model.bin")
    assert "model.bin" in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("change", [-4, -1, 1, 4])
def test_wrong_size(change, tmp_path):
    write_checkpoint(random_checkpoint(TIED, seed=1), tmp_path / "model.bin")
    data = (tmp_path / "model.bin").read_bytes()
    (tmp_path / "model.bin").write_bytes(data[:change] if change < 0 else data + bytes(change))
    with pytest.raises(ValueError, match=f"has {len(data) + change} bytes where its header asks for {len(data)}"):
        read_checkpoint(tmp_path / "model.bin")


def test_missing_file(tmp_path):
    with pytest.raises(ValueError, match="is not a file"):
        read_checkpoint(tmp_path / "model.bin")
