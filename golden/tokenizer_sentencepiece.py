"""The tokenizer.model of sentencepiece, as LLaMA-2 has it."""

import re
from itertools import pairwise

from sentencepiece import SentencePieceProcessor

from llama2_rtl.golden.tokenizer_interface import SPACE_MARK, Tokenizer, piece_bytes
from llama2_rtl.golden.tokenizer_settings import read_settings

UNKNOWN = " \N{DOUBLE QUESTION MARK} ".encode()
_TIKTOKEN_LINE = re.compile(rb"[A-Za-z0-9+/]+=* \d+\n")


class SentencePieceTokenizer(Tokenizer):
    """A `SentencePieceProcessor` under this project's interface."""

    def __init__(self, processor, bos_token, template=None):
        self.processor, self.bos_token, self.template = processor, bos_token, template
        self.vocab_size = processor.vocab_size()
        spaced = (token for token in range(self.vocab_size)
                  if processor.id_to_piece(token).startswith(SPACE_MARK) and not processor.is_unused(token))
        self.loses_space = not processor.decode([next(spaced, 0)]).startswith(" ")

    def _encode(self, text):
        return self.processor.encode(text)

    def encode_template(self, text):
        marks = [self.processor.id_to_piece(token) for token in range(self.vocab_size) if self.is_mark(token)]
        return [token for part, mark in split_marks(text, marks)
                for token in ([self.processor.piece_to_id(part)] if mark else self._encode(part))]

    def is_mark(self, token):
        return self.processor.is_control(token)

    def _piece(self, token, at_start):
        if self.processor.is_unknown(token):
            return UNKNOWN
        piece = self.processor.id_to_piece(token).replace(SPACE_MARK, " ")
        return piece_bytes(piece.encode(), at_start and self.loses_space)


def split_marks(text, marks):
    """`(part, whether it is one of the marks)` of a text, in order; the longest mark where several begin."""
    expression = "|".join(map(re.escape, sorted(marks, key=len, reverse=True))) or "(?!)"
    edges = [0, *(edge for found in re.finditer(expression, text) for edge in found.span()), len(text)]
    for number, (begin, end) in enumerate(pairwise(edges)):
        if begin < end:
            yield text[begin:end], bool(number % 2)


def read_sentencepiece(path):
    """SentencePieceTokenizer of a file, with the settings that lie beside it: BOS in front of every text unless they
    say otherwise. Raises ValueError for a foreign or truncated one."""
    data = path.read_bytes()
    if _TIKTOKEN_LINE.match(data):
        raise ValueError(f"{path} is in tiktoken's format; give the tokenizer.json of the same model")
    try:
        processor = SentencePieceProcessor(model_proto=data)
        broken = not data or not [processor.id_to_piece(token) for token in range(processor.vocab_size())]
    except (RuntimeError, UnicodeDecodeError):  # the latter of pieces, and of the library's own words about them
        broken = True
    if broken:
        raise ValueError(f"{path} is truncated or no sentencepiece model; download it again")
    settings = read_settings(path.parent)
    bos = processor.bos_id() if settings.add_bos is not False and processor.bos_id() >= 0 else None
    return SentencePieceTokenizer(processor, bos, settings.template)
