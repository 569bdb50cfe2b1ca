"""Token sequences to measure on: read from a file, or sampled from the model itself."""

import json
from pathlib import Path

import numpy as np
import torch

from llama2_rtl.golden.generate import sample

LONGEST = 256
"""Positions per sequence at most, unless the user says otherwise, so that every checkpoint is measured on comparable
contexts."""


def sampled_sequences(model, targets, seed, report, longest=LONGEST):
    """Sequences [count, time + 1] of `model` (a FloatModel) from BOS at temperature 1, of at most `longest` positions,
    with `targets` tokens to predict at least. `report` is called with the tokens made so far."""
    time = min(model.config.seq_len, longest)
    count = -(-targets // time)
    return list(sample(model, count, time, seed, lambda done: report(done * count)))


def read_sequences(path, config, longest=LONGEST):
    """Sequences (tensors of 2 to `longest` + 1 tokens) from the file of tokens `path`, as `cut` makes them.

    A .json file is a list of texts, each a list of token numbers. A .bin file holds little-endian uint16 (uint32 where
    the vocabulary exceeds 65,536), as llama2.c's pretokenised stories: each BOS begins a text. Raises ValueError for
    any other file, and where that is not what the file holds.
    """
    path = Path(path)
    if path.suffix not in READERS:
        raise ValueError(f"{path} is no file of tokens; give a .json file, a list of lists of token numbers, or a .bin "
                         "file of 16-bit words, 32-bit ones where the vocabulary exceeds 65,536")
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give a file of tokens")
    return cut(path, READERS[path.suffix](path, config), config, longest)


def text_sequences(path, tokenizer, config, longest=LONGEST):
    """The same of the text in the file `path` (UTF-8), which `tokenizer` makes tokens of. Raises ValueError where it is
    none."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give a file of text")
    try:
        text = path.read_text("utf-8")
    except UnicodeDecodeError:
        raise ValueError(f"{path} is no text in UTF-8; give a file of text") from None
    return cut(path, [tokenizer.encode(text)], config, longest)


def cut(path, texts, config, longest):
    """Texts, each a list of tokens, as sequences of at most `longest` + 1 tokens, so that every token but a text's
    first is predicted once. Raises ValueError, with the name of the file `path`, where there is nothing to predict."""
    time = min(config.seq_len, longest)
    pieces = [text[at : at + time + 1] for text in texts for at in range(0, len(text), time)]
    sequences = [torch.as_tensor(piece) for piece in pieces if len(piece) > 1]
    if not sequences:
        raise ValueError(f"{path} holds no text of two tokens or more; give a longer one")
    return sequences


def _read_json(path, config):
    """The texts of a .json file, each a list of numbers of any size."""
    try:
        texts = json.loads(path.read_bytes())
    except (ValueError, RecursionError):
        texts = None
    if not (isinstance(texts, list) and all(isinstance(text, list) for text in texts)
            and all(type(token) is int for text in texts for token in text)):
        raise ValueError(f"{path} is no JSON list of lists of token numbers, as [[1, 403], [1, 407]]; write one list "
                         "for each text")
    _check_tokens(path, config, [extreme(text) for text in texts if text for extreme in (min, max)])
    return texts


def _read_words(path, config):
    """The texts of a .bin file, each an array of numbers."""
    dtype = np.dtype("<u2" if config.vocab_size <= 1 << 16 else "<u4")
    if path.stat().st_size % dtype.itemsize:
        raise ValueError(f"{path} is no whole number of {dtype.itemsize}-byte tokens; give a file of tokens")
    tokens = np.fromfile(path, dtype).astype(np.int64)
    _check_tokens(path, config, [tokens.max()] if len(tokens) else [])
    return np.split(tokens, np.flatnonzero(tokens == config.bos_token))


def _check_tokens(path, config, tokens):
    wrong = next((token for token in tokens if not 0 <= token < config.vocab_size), None)
    if wrong is not None:
        raise ValueError(f"{path} holds the token {wrong} where the checkpoint's vocabulary is {config.vocab_size}; "
                         "tokenise the text with the checkpoint's own tokenizer")


READERS = {".json": _read_json, ".bin": _read_words}
"""The end of a file's name -> the function that reads its texts."""
