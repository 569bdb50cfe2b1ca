"""Tokenizers by their path: the one place that tells a GGUF's, llama2.c's, sentencepiece's and Hugging Face's apart."""

from pathlib import Path

from llama2_rtl.golden.config import BOS, EOS
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.models import GGUF_MAGIC
from llama2_rtl.golden.tokenizer_llama2_c import read_llama2_c_tokenizer

__all__ = ["BOS", "EOS", "brings_tokenizer", "read_tokenizer"]

IN_FOLDER = ("tokenizer.json", "tokenizer.model", "tokenizer.bin")
"""Names of a tokenizer in a model's folder, the most complete first."""


def _reader(path):
    """What reads a file; llama2.c's tokenizer.bin may have any suffix but the two of the libraries."""
    if _is_gguf(path):
        need("checkpoints")
        from llama2_rtl.golden.gguf_tokenizer import read_gguf_tokenizer
        from llama2_rtl.golden.tokenizer_gguf import tokenizer_of_gguf
        return lambda file: tokenizer_of_gguf(read_gguf_tokenizer(file), file)
    if path.suffix == ".json":
        need("checkpoints")
        from llama2_rtl.golden.tokenizer_json import read_json_tokenizer
        return read_json_tokenizer
    if path.suffix == ".model":
        need("checkpoints")
        from llama2_rtl.golden.tokenizer_sentencepiece import read_sentencepiece
        return read_sentencepiece
    return read_llama2_c_tokenizer

ROUND, MOST_PADDING = 8, 8
"""A model may have more tokens than its tokenizer, up to one in MOST_PADDING, where that makes a multiple of ROUND:
vocabularies are padded for the sake of processors."""


def read_tokenizer(path, vocab_size):
    """`Tokenizer` of a GGUF, a tokenizer.json, a tokenizer.model, llama2.c's tokenizer.bin, or the first of the last
    three in a folder. Raises ValueError, in one sentence, for a foreign or truncated file and for one of another
    vocabulary than the `vocab_size` tokens of the checkpoint, MissingExtra where the library that reads it is not
    installed."""
    path = Path(path)
    if path.is_dir():
        found = [path / name for name in IN_FOLDER if (path / name).is_file()]
        if not found:
            raise ValueError(f"{path} holds no {', '.join(IN_FOLDER)}; give the path of the tokenizer")
        path = found[0]
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a {', '.join(IN_FOLDER)} or of a GGUF")
    tokenizer = _reader(path)(path)
    padding = vocab_size - tokenizer.vocab_size
    if padding and (vocab_size % ROUND or not 0 < padding <= vocab_size // MOST_PADDING):
        raise ValueError(
            f"{path} has {tokenizer.vocab_size} tokens where the checkpoint has {vocab_size}; "
            "give the tokenizer that the checkpoint was trained with"
        )
    return tokenizer


def brings_tokenizer(path):
    """Whether the checkpoint at a path, a folder or a GGUF, has a tokenizer with it."""
    return Path(path).is_dir() or _is_gguf(Path(path))


def _is_gguf(path):
    with path.open("rb") as file:
        return file.read(len(GGUF_MAGIC)) == GGUF_MAGIC
