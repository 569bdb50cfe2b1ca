"""What every tokenizer can do, whatever file it came from."""

import re

SPACE_MARK = "\N{LOWER ONE EIGHTH BLOCK}"
"""Sentencepiece's way to write a space inside a piece."""

_BYTE_PIECE = re.compile(rb"<0x([0-9A-Fa-f]{2})>")


class Tokenizer:
    """Text to tokens and back. A subclass has `vocab_size`, `bos_token` (the id in front of every text, None where
    the model has none there), `_encode` (text -> token ids without BOS), `is_mark` and `_piece`. `template` is the
    model's ChatTemplate, None where it has none."""

    template = None

    def encode(self, text, bos=True):
        """Token ids of a string, BOS in front where the model's texts begin with one."""
        front = [self.bos_token] if bos and self.bos_token is not None else []
        return front + self._encode(text)

    def encode_template(self, text):
        """Token ids of what a chat template made: the marks written in it are the tokens that they name."""
        return self._encode(text)

    def is_mark(self, token):
        """Whether the token adds nothing to a text: a beginning, an end, a mark of a chat template."""
        raise NotImplementedError

    def piece(self, token, at_start=False):
        """Bytes that `token` adds to a text, at its beginning or behind something; a character may take the bytes of
        several tokens. A number beyond the tokenizer's, as of a padded vocabulary, adds none."""
        return b"" if token >= self.vocab_size or self.is_mark(token) else self._piece(token, at_start)

    def decode(self, tokens):
        """The text of a token sequence."""
        text, begun = b"", False
        for token in tokens:
            text += self.piece(token, not begun)
            begun = begun or not self.is_mark(token)
        return text.decode("utf-8", "replace")


def piece_bytes(piece, at_start):
    """Bytes of a piece (bytes) of a sentencepiece vocabulary: the space that begins a text goes, <0xNN> becomes its
    byte."""
    if at_start and piece.startswith(b" "):
        piece = piece[1:]
    byte = _BYTE_PIECE.fullmatch(piece)
    return bytes.fromhex(byte[1].decode()) if byte else piece
