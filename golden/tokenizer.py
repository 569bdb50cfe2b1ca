"""Tokenizers by their path: the one place that tells llama2.c's, sentencepiece's and Hugging Face's files apart."""

from pathlib import Path

from llama2_rtl.golden.config import BOS, EOS
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.tokenizer_llama2_c import read_llama2_c_tokenizer

__all__ = ["BOS", "EOS", "read_tokenizer"]

IN_FOLDER = ("tokenizer.json", "tokenizer.model", "tokenizer.bin")
"""Names of a tokenizer in a model's folder, the most complete first."""


def _reader(suffix):
    """What reads a file of that suffix; llama2.c's tokenizer.bin may have any but the two of the libraries."""
    if suffix == ".json":
        need("checkpoints")
        from llama2_rtl.golden.tokenizer_json import read_json_tokenizer
        return read_json_tokenizer
    if suffix == ".model":
        need("checkpoints")
        from llama2_rtl.golden.tokenizer_sentencepiece import read_sentencepiece
        return read_sentencepiece
    return read_llama2_c_tokenizer


def read_tokenizer(path, vocab_size):
    """`Tokenizer` of a tokenizer.json, a tokenizer.model, llama2.c's tokenizer.bin, or the first of these in a folder.
    Raises ValueError, in one sentence, for a foreign or truncated file and for one of another vocabulary size,
    MissingExtra where the library that reads it is not installed."""
    path = Path(path)
    if path.is_dir():
        found = [path / name for name in IN_FOLDER if (path / name).is_file()]
        if not found:
            raise ValueError(f"{path} holds no {', '.join(IN_FOLDER)}; give the path of the tokenizer")
        path = found[0]
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a {', '.join(IN_FOLDER)}")
    tokenizer = _reader(path.suffix)(path)
    if tokenizer.vocab_size != vocab_size:
        raise ValueError(
            f"{path} has {tokenizer.vocab_size} tokens where the checkpoint has {vocab_size}; "
            "give the tokenizer that the checkpoint was trained with"
        )
    return tokenizer
