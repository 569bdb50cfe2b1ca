"""The tokenizer.model of sentencepiece, as LLaMA-2 has it."""

import re

from sentencepiece import SentencePieceProcessor

from llama2_rtl.golden.tokenizer_interface import SPACE_MARK, Tokenizer, piece_bytes

UNKNOWN = " \N{DOUBLE QUESTION MARK} ".encode()
_TIKTOKEN_LINE = re.compile(rb"[A-Za-z0-9+/]+=* \d+\n")


class SentencePieceTokenizer(Tokenizer):
    """A `SentencePieceProcessor` under this project's interface."""

    def __init__(self, processor):
        self.processor = processor
        self.vocab_size = processor.vocab_size()
        self.bos_token, self.eos_tokens = processor.bos_id(), (processor.eos_id(),)

    def _encode(self, text):
        return self.processor.encode(text)

    def piece(self, previous, token):
        if self.processor.is_control(token):
            return b""
        if self.processor.is_unknown(token):
            return UNKNOWN
        piece = self.processor.id_to_piece(token).replace(SPACE_MARK, " ")
        return piece_bytes(piece.encode(), previous == self.bos_token)


def read_sentencepiece(path):
    """SentencePieceTokenizer of a file. Raises ValueError for a foreign or truncated one and for one without BOS."""
    data = path.read_bytes()
    if _TIKTOKEN_LINE.match(data):
        raise ValueError(f"{path} is in tiktoken's format; give the tokenizer.json of the same model")
    try:
        processor = SentencePieceProcessor(model_proto=data)
        broken = not data or processor.bos_id() < 0 or processor.eos_id() < 0
    except RuntimeError:
        broken = True
    if broken:
        raise ValueError(f"{path} is truncated or no sentencepiece model with BOS and EOS; download it again")
    return SentencePieceTokenizer(processor)
