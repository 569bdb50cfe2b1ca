"""llama2.c checkpoints (float32), version 0 ("legacy") and version 1 (magic "ak42"): read, written, made at
random."""

import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from golden.config import ModelConfig

HEADER = struct.Struct("<7i")  # dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len
MAGIC = 0x616B3432
V1_HEADER_BYTES = 256
LARGEST = (1 << 16, 1 << 18, 1 << 10, 1 << 10, 1 << 10, 1 << 20, 1 << 20)
ADVICE = "give a float32 model exported with version 0 or 1 of llama2.c's export.py"


@dataclass(frozen=True)
class Checkpoint:
    """A model in float32. `tensors` maps the names of `shapes` to numpy arrays; per-layer tensors are
    stacked."""

    config: ModelConfig
    tensors: dict


def shapes(config):
    """Name -> shape of every tensor, per-layer ones with n_layers in front. A tied model has no `output`."""
    c = config
    result = dict(
        tok_embeddings=(c.vocab_size, c.dim),
        attention_norm=(c.n_layers, c.dim),
        wq=(c.n_layers, c.dim, c.dim),
        wk=(c.n_layers, c.kv_dim, c.dim),
        wv=(c.n_layers, c.kv_dim, c.dim),
        wo=(c.n_layers, c.dim, c.dim),
        ffn_norm=(c.n_layers, c.dim),
        w1=(c.n_layers, c.hidden_dim, c.dim),
        w2=(c.n_layers, c.dim, c.hidden_dim),
        w3=(c.n_layers, c.hidden_dim, c.dim),
        norm=(c.dim,),
    )
    return result if c.tied else result | dict(output=(c.vocab_size, c.dim))


def _layout(config, version):
    """[(name, shape)] in the order of the file; names that `shapes` lacks are read over."""
    known = shapes(config)
    if version == 0:
        rope_table = (config.seq_len, config.head_dim // 2)
        order = [
            "tok_embeddings",
            "attention_norm",
            "wq",
            "wk",
            "wv",
            "wo",
            "ffn_norm",
            "w1",
            "w2",
            "w3",
            "norm",
        ]
        layout = [(name, known[name]) for name in order] + [
            ("rope_cos", rope_table),
            ("rope_sin", rope_table),
        ]
    else:
        order = [
            "attention_norm",
            "ffn_norm",
            "norm",
            "tok_embeddings",
            "wq",
            "wk",
            "wv",
            "wo",
            "w1",
            "w2",
            "w3",
        ]
        layout = [(name, known[name]) for name in order]
    return layout if config.tied else layout + [("output", known["output"])]


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


def read_checkpoint(path):
    """Checkpoint from a llama2.c file. A negative vocabulary size (version 0) says that the classifier is a
    tensor of its own. Raises ValueError, in one sentence, for a file that is absent, foreign, truncated or
    too long."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a llama2.c checkpoint")
    with path.open("rb") as file:
        config, version, start = _header(path, file.read(V1_HEADER_BYTES))
    layout = _layout(config, version)
    expected = start + 4 * sum(prod(shape) for _, shape in layout)
    if path.stat().st_size != expected:
        raise ValueError(
            f"{path} has {path.stat().st_size} bytes where its header asks for {expected}; "
            "it is truncated or no llama2.c checkpoint, so copy or export it again"
        )
    data = np.memmap(path, dtype="<f4", mode="r", offset=start)
    tensors, at = {}, 0
    for name, shape in layout:
        tensors[name] = data[at : at + prod(shape)].reshape(shape)
        at += prod(shape)
    return Checkpoint(config, {name: tensors[name] for name in shapes(config)})


def write_checkpoint(checkpoint, path):
    """Writes the checkpoint as version 0."""
    c = checkpoint.config
    angle = np.arange(c.seq_len)[:, None] * c.rope_theta ** (-np.arange(0, c.head_dim, 2) / c.head_dim)
    tensors = checkpoint.tensors | dict(rope_cos=np.cos(angle), rope_sin=np.sin(angle))
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


def random_checkpoint(config, seed):
    """Checkpoint of `config` with normal weights of standard deviation 1/sqrt(columns), rows of uneven size,
    gains around one and an embedding a few times larger, so that scores, gates and logits have a useful
    spread."""
    rng = np.random.default_rng(seed)
    tensors = {}
    for name, shape in shapes(config).items():
        if name.endswith("norm"):
            values = rng.normal(1.0, 0.25, shape)
        else:
            row_scale = np.exp2(rng.uniform(-1.0, 1.0, (*shape[:-1], 1)))
            values = rng.normal(0.0, shape[-1] ** -0.5, shape) * row_scale
        tensors[name] = values.astype(np.float32)
    tensors["wq"] *= 2
    tensors["tok_embeddings"] *= 4
    return Checkpoint(config, tensors)
