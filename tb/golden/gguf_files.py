"""GGUF files that the tests write themselves, with the gguf library."""

import gguf
import numpy as np
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType
from gguf.quants import QuantError, quantize

from llama2_rtl.golden.gguf_model import NAMES
from llama2_rtl.golden.model_tensors import WHOLE_MODEL


def metadata(config):
    """The fields of `config` under their keys without `llama.`."""
    c = config
    fields = {"block_count": c.n_layers, "context_length": c.seq_len, "embedding_length": c.dim,
              "feed_forward_length": c.hidden_dim, "attention.head_count": c.n_heads,
              "attention.head_count_kv": c.n_kv_heads, "rope.freq_base": float(c.rope_theta),
              "attention.layer_norm_rms_epsilon": float(c.norm_eps), "rope.dimension_count": c.head_dim}
    return fields | {f"attention.{name}_length": c.own_head_dim for name in ("key", "value") if c.own_head_dim}


def tokenizer(config):
    """The fields of a tokenizer of `config` under their keys without `tokenizer.`."""
    stops = dict(zip(("ggml.eos_token_id", "ggml.eot_token_id", "ggml.eom_token_id"), config.stop_tokens, strict=False))
    return {"ggml.model": "llama", "ggml.tokens": [f"token {i}" for i in range(config.vocab_size)],
            "ggml.scores": [-float(i) for i in range(config.vocab_size)],
            "ggml.token_type": [1] * config.vocab_size, "ggml.bos_token_id": config.bos_token,
            "ggml.add_bos_token": True, "chat_template": "{{ messages }}"} | stops


def block_bytes(shape, kind, seed=1):
    """Random blocks of a type that the library only dequantises, their scales small: uint8 [rows, bytes]."""
    codes, size = GGML_QUANT_SIZES[kind]
    data = np.random.default_rng(seed).integers(0, 256, (shape[0] * shape[-1] // codes, size), np.uint8)
    scales = np.full((len(data), 2), 2.0**-10, np.float16).view(np.uint8)
    if kind is GGMLQuantizationType.Q6_K:
        data[:, -2:] = scales[:, :2]
    else:
        data[:, :4] = scales
    return data.reshape(shape[0], -1)


def file_tensors(checkpoint, types="F32"):
    """Name in the file -> (data, type); `types` is one type's name, or a dictionary from names of `shapes` to them
    (F32 for others). Norms are F32."""
    result = {}
    for name, tensor in checkpoint.tensors.items():
        kind = types if isinstance(types, str) else types.get(name, "F32")
        kind = GGMLQuantizationType["F32" if name.endswith("norm") else kind]
        for layer in [None] if name in WHOLE_MODEL else range(checkpoint.config.n_layers):
            data = tensor if layer is None else tensor[layer]
            try:
                data = quantize(np.ascontiguousarray(data), kind)
            except (NotImplementedError, QuantError):
                data = block_bytes(data.shape, kind)
            result[NAMES[name].format(layer)] = data, kind
    return result


def write_gguf(path, fields, tensors, tokens=None, architecture="llama"):
    """Writes metadata (keys without `llama.`), tensors as `file_tensors` has them, and what `tokenizer` gives. Values
    of None are left out. Returns the path."""
    writer = gguf.GGUFWriter(path, architecture)
    for prefix, values in (("llama", fields), ("tokenizer", tokens or {})):
        for key, value in values.items():
            _add(writer, f"{prefix}.{key}", value)
    for name, (data, kind) in tensors.items():
        writer.add_tensor(name, data, raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add(writer, key, value):
    adders = {bool: writer.add_bool, int: writer.add_uint32, float: writer.add_float32, str: writer.add_string,
              list: writer.add_array}
    if value is not None:
        adders[type(value)](key, value)


def checkpoint_file(checkpoint, path, types="F32"):
    """Writes a whole checkpoint; returns the path."""
    c = checkpoint.config
    return write_gguf(path, metadata(c), file_tensors(checkpoint, types), tokenizer(c))
