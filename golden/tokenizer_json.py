"""The tokenizer.json of Hugging Face: bytes written as characters (Llama 3), or pieces as sentencepiece has them."""

import json

import tokenizers

from llama2_rtl.golden.tokenizer_interface import SPACE_MARK, Tokenizer, piece_bytes
from llama2_rtl.golden.tokenizer_settings import read_settings


def _byte_characters():
    """Character -> byte of GPT-2's alphabet: printable Latin-1 is itself, the other bytes follow from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + i): byte for i, byte in enumerate(others)}


BYTE_OF = _byte_characters()

PANIC = "PanicException"
"""The name of what the library raises where its own code fails: no Exception, and no name to import."""


class JsonTokenizer(Tokenizer):
    """A tokenizer of the library under this project's interface. Raises ValueError where its decoder writes pieces in
    a way that is not known."""

    def __init__(self, library, bos_token, template=None):
        self.library, self.bos_token, self.template = library, bos_token, template
        self.vocab_size = library.get_vocab_size()
        self.added = library.get_added_tokens_decoder()
        parts = list(_parts(json.loads(library.decoder.__getstate__()) if library.decoder else {}))
        kinds = {part["type"] for part in parts}
        if not kinds & {"ByteLevel", "ByteFallback", "Metaspace"}:
            raise ValueError(f"it writes its pieces in a way that is not known ({', '.join(sorted(kinds)) or 'none'}); "
                             "give the tokenizer of a LLaMA model")
        self.byte_level = "ByteLevel" in kinds
        self.loses_space = any(map(_loses_space, parts))

    def _encode(self, text):
        return self.library.encode(text, add_special_tokens=False).ids

    def is_mark(self, token):
        return token in self.added and self.added[token].special

    def _piece(self, token, at_start):
        if token in self.added:
            return self.added[token].content.encode()
        piece = self.library.id_to_token(token)
        if piece is None:  # a number that the file leaves out
            return b""
        if self.byte_level:
            return b"".join(bytes([BYTE_OF[c]]) if c in BYTE_OF else c.encode() for c in piece)
        return piece_bytes(piece.replace(SPACE_MARK, " ").encode(), at_start and self.loses_space)


def read_json_tokenizer(path):
    """JsonTokenizer of a file, with the settings that lie beside it. Raises ValueError for a foreign or truncated one
    and for one that writes its pieces in another way."""
    try:
        library = tokenizers.Tokenizer.from_str(path.read_text("utf-8"))
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(f"{path} is truncated or no tokenizer.json ({error}); download it again") from None
    library.no_truncation()
    library.no_padding()
    settings = read_settings(path.parent)
    try:
        return JsonTokenizer(library, _bos(library, settings), settings.template)
    except ValueError as error:
        raise ValueError(f"{path} is not usable: {error}") from None
    except BaseException as error:  # the library raises nothing narrower, and PANIC where it contradicts itself
        if not isinstance(error, Exception) and type(error).__name__ != PANIC:
            raise
        raise ValueError(f"{path} is damaged, it does not make tokens of a text ({error}); download it again") from None


def _bos(library, settings):
    """The token in front of every text: as the settings say, else as the post-processor has it."""
    if settings.add_bos is None:
        with_marks, plain = (library.encode("a", add_special_tokens=marks).ids for marks in (True, False))
        return with_marks[0] if with_marks and with_marks[:1] != plain[:1] else None
    return library.token_to_id(settings.names.get("bos_token", "")) if settings.add_bos else None


def _parts(decoder):
    """A decoder, or the decoders that it is a sequence of."""
    if decoder.get("type") == "Sequence":
        for part in decoder["decoders"]:
            yield from _parts(part)
    elif decoder:
        yield decoder


def _loses_space(part):
    """Whether this decoder takes away the space that a text begins with."""
    if part["type"] == "Metaspace":
        return part["prepend_scheme"] != "never"
    return part["type"] == "Strip" and part["content"] == " " and part["start"] > 0
