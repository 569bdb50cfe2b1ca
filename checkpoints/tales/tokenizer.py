"""The tokenizer: sentencepiece BPE with byte fallback, written in the format of llama2.c."""

import io
import struct
from collections.abc import Iterable
from pathlib import Path

import sentencepiece

BOS = 1
EOS = 2


def train_tokenizer(stories: Iterable[str], vocab_size: int) -> sentencepiece.SentencePieceProcessor:
    """Train on the lines of `stories`: <unk>, <s>, </s>, 256 bytes, and pieces up to `vocab_size`."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(line for story in stories for line in story.split("\n")),
        model_writer=model,
        model_type="bpe",
        vocab_size=vocab_size,
        byte_fallback=True,
        character_coverage=1.0,
        split_digits=True,
        allow_whitespace_only_pieces=True,
        normalization_rule_name="identity",
        remove_extra_whitespaces=False,
        num_threads=1,
        minloglevel=1,
    )
    return sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def piece_bytes(tokenizer: sentencepiece.SentencePieceProcessor, token: int) -> bytes:
    """The bytes that llama2.c stores for a token; bytes of the fallback stay in their `<0x0A>` form."""
    piece = tokenizer.id_to_piece(token)
    if token in (BOS, EOS):
        piece = f"\n{piece}\n"
    return piece.replace("\N{LOWER ONE EIGHTH BLOCK}", " ").encode()


def write_tokenizer(tokenizer: sentencepiece.SentencePieceProcessor, path: Path) -> None:
    """int32 length of the longest token, then per token float32 score, int32 length, bytes; little-endian."""
    tokens = [piece_bytes(tokenizer, token) for token in range(tokenizer.vocab_size())]
    content = struct.pack("<i", max(map(len, tokens)))
    for token, text in enumerate(tokens):
        content += struct.pack("<fi", tokenizer.get_score(token), len(text)) + text
    path.write_bytes(content)
