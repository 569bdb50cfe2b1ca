"""What every tokenizer can do, whatever file it came from."""

import re

SPACE_MARK = "\N{LOWER ONE EIGHTH BLOCK}"
"""Sentencepiece's way to write a space inside a piece."""

_BYTE_PIECE = re.compile(rb"<0x([0-9A-Fa-f]{2})>")


class Tokenizer:
    """Text to tokens and back. A subclass has `vocab_size`, `bos_token`, `eos_tokens` (ids of which each ends a text),
    `_encode` (text -> token ids without BOS) and `piece`."""

    def encode(self, text, bos=True):
        """Token ids of a string, BOS in front."""
        return [self.bos_token] * bos + self._encode(text)

    def piece(self, previous, token):
        """Bytes that `token` adds after `previous`; a character may take the bytes of several tokens."""
        raise NotImplementedError

    def decode(self, tokens):
        """The text of a token sequence that begins with BOS; it ends at the next BOS or at an end of text."""
        text = b""
        for previous, token in zip(tokens, tokens[1:], strict=False):
            if token == self.bos_token or token in self.eos_tokens:
                break
            text += self.piece(previous, token)
        return text.decode("utf-8", "replace")


def piece_bytes(piece, at_start):
    """Bytes of a piece (bytes) of a sentencepiece vocabulary: the space that begins a text goes, <0xNN> becomes its
    byte."""
    if at_start and piece.startswith(b" "):
        piece = piece[1:]
    byte = _BYTE_PIECE.fullmatch(piece)
    return bytes.fromhex(byte[1].decode()) if byte else piece
