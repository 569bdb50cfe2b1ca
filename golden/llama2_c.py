"""llama2.c checkpoints (float32): version 0 ("legacy") and version 1 (magic "ak42") read, version 0 written."""

import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.model_tensors import StoredType, TensorReader, shapes
from llama2_rtl.golden.tables import rope_frequencies

HEADER = struct.Struct("<7i")  # dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len
MAGIC = 0x616B3432
V1_HEADER_BYTES = 256
BYTES = 4
LARGEST = (1 << 16, 1 << 18, 1 << 10, 1 << 10, 1 << 10, 1 << 20, 1 << 20)
ADVICE = "give a float32 model exported with version 0 or 1 of llama2.c's export.py"


@dataclass(frozen=True)
class Llama2C(TensorReader):
    """A llama2.c file. `offsets` maps the names of `shapes` to the bytes at which the tensors begin."""

    config: ModelConfig
    path: Path
    offsets: dict

    def tensor(self, name, layer=None):
        shape, offset = shapes(self.config)[name], self.offsets[name]
        if layer is not None:
            shape = shape[1:]
            offset += BYTES * prod(shape) * layer
        return np.memmap(self.path, "<f4", "r", offset, shape)

    def stored(self, name, layer=None):
        return StoredType("F32")


ORDER = {
    0: "tok_embeddings attention_norm wq wk wv wo ffn_norm w1 w2 w3 norm rope_cos rope_sin".split(),
    1: "attention_norm ffn_norm norm tok_embeddings wq wk wv wo w1 w2 w3".split(),
}
"""Version -> names in the order of the file; an untied classifier comes last. The angles of version 0 are read over."""


def _layout(config, version):
    """[(name, shape)] in the order of the file."""
    rope_table = (config.seq_len, config.head_dim // 2)
    known = shapes(config) | dict(rope_cos=rope_table, rope_sin=rope_table)
    order = ORDER[version] if config.tied else [*ORDER[version], "output"]
    return [(name, known[name]) for name in order]


def _config(path, fields, tied):
    dim, hidden, layers, heads, kv_heads, vocab, seq_len = fields
    if any(not 0 < value <= limit for value, limit in zip(fields, LARGEST, strict=True)):
        raise ValueError(
            f"{path} is no llama2.c checkpoint (its header says dim {dim}, {layers} layers, {heads} heads, "
            f"vocabulary {vocab}); {ADVICE}"
        )
    try:
        return ModelConfig(dim, hidden, layers, heads, kv_heads, vocab, seq_len, tied=tied)
    except ValueError as error:
        raise ValueError(f"{path} is no llama2.c checkpoint ({error}); {ADVICE}") from None


def _header(path, head):
    """(config, version, byte at which the tensors begin)."""
    if len(head) < HEADER.size:
        raise ValueError(f"{path} has {len(head)} bytes, fewer than a checkpoint's header; {ADVICE}")
    magic, version = struct.unpack_from("<Ii", head)
    if magic != MAGIC:
        *fields, vocab, seq_len = HEADER.unpack_from(head)
        return _config(path, (*fields, abs(vocab), seq_len), tied=vocab > 0), 0, HEADER.size
    if version != 1:
        raise ValueError(
            f"{path} is a llama2.c checkpoint of version {version}, which is not supported; {ADVICE}"
        )
    if len(head) < V1_HEADER_BYTES:
        raise ValueError(f"{path} has {len(head)} bytes, fewer than a checkpoint's header; {ADVICE}")
    tied = head[8 + HEADER.size] != 0
    return _config(path, HEADER.unpack_from(head, 8), tied), 1, V1_HEADER_BYTES


def read_llama2_c(path):
    """`Llama2C` of a file. A negative vocabulary size (version 0) says that the classifier is a tensor of its own.
    Raises ValueError, in one sentence, for a file that is foreign, truncated or too long."""
    path = Path(path)
    with path.open("rb") as file:
        config, version, start = _header(path, file.read(V1_HEADER_BYTES))
    offsets, end = {}, start
    for name, shape in _layout(config, version):
        offsets[name] = end
        end += BYTES * prod(shape)
    if path.stat().st_size != end:
        raise ValueError(
            f"{path} has {path.stat().st_size} bytes where its header asks for {end}; "
            "it is truncated or no llama2.c checkpoint, so copy or export it again"
        )
    return Llama2C(config, path, {name: offsets[name] for name in shapes(config)})


def write_checkpoint(checkpoint, path):
    """Writes the checkpoint as version 0."""
    c = checkpoint.config
    angle = np.arange(c.seq_len)[:, None] * np.array(rope_frequencies(c))
    tensors = dict(checkpoint.tensors, rope_cos=np.cos(angle), rope_sin=np.sin(angle))
    header = HEADER.pack(
        c.dim,
        c.hidden_dim,
        c.n_layers,
        c.n_heads,
        c.n_kv_heads,
        c.vocab_size if c.tied else -c.vocab_size,
        c.seq_len,
    )
    with Path(path).open("wb") as file:
        file.write(header)
        for name, _ in _layout(c, 0):
            file.write(np.ascontiguousarray(tensors[name], dtype="<f4").tobytes())
