"""The checkpoint in the legacy (version 0) format of llama2.c."""

import dataclasses
from pathlib import Path

import numpy as np
import torch

from .model import Decoder, rope_angles


def write_checkpoint(model: Decoder, path: Path) -> None:
    """Seven int32 of the configuration, then every tensor as float32; little-endian.

    A positive vocab_size says that the classifier is the embedding, which is stored once.
    """
    layers = model.layers
    angles = rope_angles(model.config)
    tensors = [
        model.embedding.weight,  # [vocab_size, dim]
        *(layer.attention_norm.weight for layer in layers),  # [dim] per layer
        *(layer.attention.wq.weight for layer in layers),  # [n_heads * head_dim, dim]
        *(layer.attention.wk.weight for layer in layers),  # [n_kv_heads * head_dim, dim]
        *(layer.attention.wv.weight for layer in layers),  # [n_kv_heads * head_dim, dim]
        *(layer.attention.wo.weight for layer in layers),  # [dim, n_heads * head_dim]
        *(layer.ffn_norm.weight for layer in layers),  # [dim]
        *(layer.ffn.w1.weight for layer in layers),  # [hidden_dim, dim]
        *(layer.ffn.w2.weight for layer in layers),  # [dim, hidden_dim]
        *(layer.ffn.w3.weight for layer in layers),  # [hidden_dim, dim]
        model.norm.weight,  # [dim]
        angles.cos(),  # [seq_len, head_dim / 2]
        angles.sin(),  # [seq_len, head_dim / 2]
    ]
    header = np.array(dataclasses.astuple(model.config), dtype="<i4").tobytes()
    with torch.no_grad():
        path.write_bytes(header + b"".join(tensor.numpy().astype("<f4").tobytes() for tensor in tensors))
