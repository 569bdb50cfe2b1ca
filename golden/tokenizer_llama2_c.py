"""The tokenizer of llama2.c: its tokenizer.bin, its byte-pair merges and its byte fallback."""

import re
import struct

from llama2_rtl.golden.config import BOS, EOS
from llama2_rtl.golden.tokenizer_interface import Tokenizer, piece_bytes

UNKNOWN, FIRST_BYTE_TOKEN = 0, 3  # <unk>, <s> and </s> come before the 256 byte tokens
BYTE_PIECES = [b"<0x%02X>" % byte for byte in range(256)]
_CODEPOINT = re.compile(rb"[\x00-\xff][\x80-\xbf]{0,3}")
_LOWEST_SCORE = -1e10  # a merge scoring no more than this is never made, as in llama2.c


class Llama2CTokenizer(Tokenizer):
    """`pieces` [vocab_size] of bytes with their merge `scores` [vocab_size]."""

    bos_token = BOS

    def __init__(self, pieces, scores):
        self.pieces = pieces
        self.scores = scores
        self.knows_bytes = pieces[FIRST_BYTE_TOKEN:FIRST_BYTE_TOKEN + len(BYTE_PIECES)] == BYTE_PIECES
        self.ids = {piece: token for token, piece in reversed(list(enumerate(pieces)))}

    @property
    def vocab_size(self):
        return len(self.pieces)

    def _encode(self, text):
        """A space in front, code points (where the vocabulary lacks them their bytes, or, in one without bytes, the
        unknown token), then the best-scoring neighbours merged until none is in the vocabulary."""
        tokens = []
        if text and b" " in self.ids:
            tokens.append(self.ids[b" "])
        for codepoint in _CODEPOINT.findall(text.encode("utf-8", "surrogateescape")):
            if codepoint in self.ids:
                tokens.append(self.ids[codepoint])
            elif self.knows_bytes:
                tokens.extend(byte + FIRST_BYTE_TOKEN for byte in codepoint)
            else:
                tokens.append(UNKNOWN)
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

    def is_mark(self, token):
        return token in (BOS, EOS)

    def _piece(self, token, at_start):
        return piece_bytes(self.pieces[token], at_start)


def read_llama2_c_tokenizer(path):
    """Llama2CTokenizer of a tokenizer.bin: int32 longest piece, then per token a float32 score, an int32 length and
    that many bytes. Raises ValueError for a foreign or truncated file."""
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
    return Llama2CTokenizer(pieces, scores)
