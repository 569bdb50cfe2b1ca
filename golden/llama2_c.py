"""llama2.c checkpoints: version 0 ("legacy"), 1 and 2 (magic "ak42"; int8 codes with scales) read, 0 written."""

import struct
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.model_tensors import WHOLE_MODEL, StoredType, TensorReader, shapes
from llama2_rtl.golden.tables import rope_frequencies

HEADER = struct.Struct("<7i")  # dim, hidden_dim, n_layers, n_heads, n_kv_heads, vocab_size, seq_len
MAGIC = 0x616B3432
MARKED_HEADER_BYTES = 256
"""Of versions 1 and 2: magic, version, HEADER, a byte that says whether the classifier is tied; in version 2 an int32
behind it, the codes that share a scale."""

BYTES = 4
CODES_AT_ONCE = 1 << 22
LARGEST = (1 << 16, 1 << 18, 1 << 10, 1 << 10, 1 << 10, 1 << 20, 1 << 20)
ADVICE = "give a model exported with version 0, 1 or 2 of llama2.c's export.py"


@dataclass(frozen=True)
class Llama2C(TensorReader):
    """A llama2.c file. `offsets` maps the names of `shapes` to the bytes at which the tensors begin; matrices are
    float32, or where `group` is not 0 int8 codes and behind each matrix float32 scales, one for `group` codes of the
    rows laid end to end."""

    config: ModelConfig
    path: Path
    offsets: dict
    group: int = 0

    def tensor(self, name, layer=None):
        shape, offset = shapes(self.config)[name], self.offsets[name]
        if layer is not None:
            shape = shape[1:]
            offset += _tensor_bytes(name, shape, self.group) * layer
        if self.group and not name.endswith("norm"):
            return self._dequantized(name, shape, offset)
        return np.memmap(self.path, "<f4", "r", offset, shape)

    def _dequantized(self, name, shape, offset):
        result = np.empty(shape, np.float32)
        groups = result.reshape(-1, self.group)
        codes = np.memmap(self.path, np.int8, "r", offset, groups.shape)
        scales = np.memmap(self.path, "<f4", "r", offset + codes.size, (len(groups), 1))
        if not (np.isfinite(scales) & (scales >= 0)).all():  # an early export.py wrote all scales at the end
            raise ValueError(f"{name} of {self.path} has scales that are no positive numbers; export the model again")
        count = max(1, CODES_AT_ONCE // self.group)
        for first in range(0, len(groups), count):
            part = slice(first, first + count)
            np.multiply(codes[part], scales[part], out=groups[part])
        return result

    def stored(self, name, layer=None):
        columns = shapes(self.config)[name][-1]
        if self.group and not name.endswith("norm"):
            return StoredType("Q8_0", 8, self.group) if columns % self.group == 0 else StoredType("Q8_0")
        return StoredType("F32")


def _tensor_bytes(name, shape, group):
    """Bytes of a tensor in the file; `group` as `Llama2C` has it."""
    size = prod(shape)
    return BYTES * size if not group or name.endswith("norm") else size + BYTES * (size // group)


ORDER = {
    0: "tok_embeddings attention_norm wq wk wv wo ffn_norm w1 w2 w3 norm rope_cos rope_sin".split(),
    1: "attention_norm ffn_norm norm tok_embeddings wq wk wv wo w1 w2 w3".split(),
}
ORDER[2] = ORDER[1]
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
    """(config, version, byte at which the tensors begin, `group` as `Llama2C` has it)."""
    if len(head) < HEADER.size:
        raise ValueError(f"{path} has {len(head)} bytes, fewer than a checkpoint's header; {ADVICE}")
    magic, version = struct.unpack_from("<Ii", head)
    if magic != MAGIC:
        *fields, vocab, seq_len = HEADER.unpack_from(head)
        return _config(path, (*fields, abs(vocab), seq_len), tied=vocab > 0), 0, HEADER.size, 0
    if version not in ORDER or version == 0:
        raise ValueError(
            f"{path} is a llama2.c checkpoint of version {version}, which is not supported; {ADVICE}"
        )
    if len(head) < MARKED_HEADER_BYTES:
        raise ValueError(f"{path} has {len(head)} bytes, fewer than a checkpoint's header; {ADVICE}")
    tied, group = struct.unpack_from("<?i", head, 8 + HEADER.size)
    config = _config(path, HEADER.unpack_from(head, 8), tied)
    if version == 1:
        return config, version, MARKED_HEADER_BYTES, 0
    sizes = {prod(shape if name in WHOLE_MODEL else shape[1:]) for name, shape in shapes(config).items()
             if not name.endswith("norm")}
    if group < 1 or any(size % group for size in sizes):
        raise ValueError(f"{path} has groups of {group} codes, which do not divide its matrices; {ADVICE}")
    return config, version, MARKED_HEADER_BYTES, group


def read_llama2_c(path):
    """`Llama2C` of a file. A negative vocabulary size (version 0) says that the classifier is a tensor of its own.
    Raises ValueError, in one sentence, for a file that is foreign, truncated or too long."""
    path = Path(path)
    with path.open("rb") as file:
        config, version, start, group = _header(path, file.read(MARKED_HEADER_BYTES))
    offsets, end = {}, start
    for name, shape in _layout(config, version):
        offsets[name] = end
        end += _tensor_bytes(name, shape, group)
    if path.stat().st_size != end:
        raise ValueError(
            f"{path} has {path.stat().st_size} bytes where its header asks for {end}; "
            "it is truncated or no llama2.c checkpoint, so copy or export it again"
        )
    return Llama2C(config, path, {name: offsets[name] for name in shapes(config)}, group)


def write_checkpoint(checkpoint, path):
    """Writes the checkpoint as version 0. Raises ValueError where the format cannot say what the heads are."""
    c = checkpoint.config
    if c.own_head_dim:
        raise ValueError(f"llama2.c's format has no place for heads of {c.head_dim} elements of their own; write a "
                         "Hugging Face folder")
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
