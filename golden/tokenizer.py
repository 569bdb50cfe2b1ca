"""The tokenizer of llama2.c: its tokenizer.bin, its byte-pair merges and its byte fallback."""

import re
import struct
from pathlib import Path

BOS = 1
EOS = 2
FIRST_BYTE_TOKEN = 3  # <unk>, <s> and </s> come before the 256 byte tokens
_BYTE_PIECE = re.compile(rb"<0x([0-9A-Fa-f]{2})>")
_CODEPOINT = re.compile(rb"[\x00-\xff][\x80-\xbf]{0,3}")
_LOWEST_SCORE = -1e10  # a merge scoring no more than this is never made, as in llama2.c


class Tokenizer:
    """`pieces` [vocab_size] of bytes with their merge `scores` [vocab_size]."""

    def __init__(self, pieces, scores):
        self.pieces = pieces
        self.scores = scores
        self.ids = {piece: token for token, piece in reversed(list(enumerate(pieces)))}

    @property
    def vocab_size(self):
        return len(self.pieces)

    def encode(self, text, bos=True):
        """Token ids of a string: BOS, a space in front, code points (or their bytes where the vocabulary
        lacks them), then the best-scoring neighbours merged until none is in the vocabulary."""
        tokens = [BOS] if bos else []
        if text and b" " in self.ids:
            tokens.append(self.ids[b" "])
        for codepoint in _CODEPOINT.findall(text.encode("utf-8", "surrogateescape")):
            if codepoint in self.ids:
                tokens.append(self.ids[codepoint])
            else:
                tokens.extend(byte + FIRST_BYTE_TOKEN for byte in codepoint)
        while (merge := self._best_merge(tokens)) is not None:
            at, token = merge
            tokens[at : at + 2] = [token]
        return tokens

    def _best_merge(self, tokens):
        best_score, best = _LOWEST_SCORE, None
        for at in range(len(tokens) - 1):
            token = self.ids.get(self.pieces[tokens[at]] + self.pieces[tokens[at + 1]])
            if token is not None and self.scores[token] > best_score:
                best_score, best = self.scores[token], (at, token)
        return best

    def piece(self, previous, token):
        """Bytes that `token` adds after `previous`: the space after BOS goes, <0xNN> becomes its byte."""
        piece = self.pieces[token]
        if previous == BOS and piece.startswith(b" "):
            piece = piece[1:]
        byte = _BYTE_PIECE.fullmatch(piece)
        return bytes.fromhex(byte[1].decode()) if byte else piece

    def decode(self, tokens):
        """The text of a token sequence that begins with BOS; it ends at the next BOS."""
        text = b""
        for previous, token in zip(tokens, tokens[1:], strict=False):
            if token == BOS:
                break
            text += self.piece(previous, token)
        return text.decode("utf-8", "replace")


def read_tokenizer(path, vocab_size):
    """Tokenizer from llama2.c's tokenizer.bin: int32 longest piece, then per token a float32 score, an int32
    length and that many bytes. Raises ValueError for a foreign or truncated file and for one of another
    vocabulary size."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a llama2.c tokenizer.bin")
    data = path.read_bytes()
    longest = struct.unpack_from("<i", data)[0] if len(data) >= 4 else 0
    pieces, scores, at = [], [], 4
    while at + 8 <= len(data):
        score, length = struct.unpack_from("<fi", data, at)
        if not 0 <= length <= longest or at + 8 + length > len(data):
            break
        pieces.append(data[at + 8 : at + 8 + length])
        scores.append(score)
        at += 8 + length
    if at != len(data) or not pieces:
        raise ValueError(
            f"{path} is truncated or no llama2.c tokenizer (its token {len(pieces)} makes no sense); "
            "export it again with llama2.c's tokenizer.py"
        )
    if len(pieces) != vocab_size:
        raise ValueError(
            f"{path} has {len(pieces)} tokens where the checkpoint has {vocab_size}; "
            "give the tokenizer that the checkpoint was trained with"
        )
    return Tokenizer(pieces, scores)
