"""Token sequences to measure on: read from a file, or sampled from the model itself."""

from pathlib import Path

import numpy as np
import torch

from golden.generate import sample

LONGEST = 256
"""Positions per sequence at most, so that every checkpoint is measured on comparable contexts."""


def sampled_sequences(model, targets, seed, report):
    """Sequences [count, time + 1] of `model` (a FloatModel) from BOS at temperature 1, with `targets` tokens
    to predict at least. `report` is called with the tokens made so far."""
    time = min(model.config.seq_len, LONGEST)
    count = -(-targets // time)
    return list(sample(model, count, time, seed, lambda done: report(done * count)))


def read_sequences(path, config):
    """Sequences (tensors of 2 to 257 tokens) from a file of little-endian uint16 tokens (uint32 where the
    vocabulary exceeds 65,536), as llama2.c's pretokenised stories: each BOS begins a text, and long texts are
    cut so that every token but the first is predicted once. Raises ValueError where that is not what the file
    holds."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give a file of tokens")
    dtype = np.dtype("<u2" if config.vocab_size <= 1 << 16 else "<u4")
    if path.stat().st_size % dtype.itemsize:
        raise ValueError(f"{path} is no whole number of {dtype.itemsize}-byte tokens; give a file of tokens")
    tokens = np.fromfile(path, dtype).astype(np.int64)
    if len(tokens) and tokens.max() >= config.vocab_size:
        raise ValueError(
            f"{path} holds the token {tokens.max()} where the checkpoint's vocabulary is {config.vocab_size}; "
            "tokenise the text with the checkpoint's own tokenizer"
        )
    time = min(config.seq_len, LONGEST)
    texts = np.split(tokens, np.flatnonzero(tokens == config.bos_token))
    pieces = [text[at : at + time + 1] for text in texts for at in range(0, len(text), time)]
    sequences = [torch.from_numpy(piece) for piece in pieces if len(piece) > 1]
    if not sequences:
        raise ValueError(f"{path} holds no text of two tokens or more; give a file of tokens")
    return sequences
