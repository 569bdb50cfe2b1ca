"""The tokenizer.json of Hugging Face: bytes written as characters (Llama 3), or pieces as sentencepiece has them."""

import json

import tokenizers

from llama2_rtl.golden.tokenizer_interface import SPACE_MARK, Tokenizer, piece_bytes

BOS_NAMES = ("<|begin_of_text|>", "<s>")
EOS_NAMES = ("<|end_of_text|>", "<|eom_id|>", "<|eot_id|>", "</s>")


def _byte_characters():
    """Character -> byte of GPT-2's alphabet: printable Latin-1 is itself, the other bytes follow from U+0100 on."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    return {chr(byte): byte for byte in printable} | {chr(0x100 + i): byte for i, byte in enumerate(others)}


BYTE_OF = _byte_characters()


class JsonTokenizer(Tokenizer):
    """A tokenizer of the library under this project's interface; `byte_level` says how its pieces write bytes."""

    def __init__(self, library, byte_level, bos_token, eos_tokens):
        self.library, self.byte_level = library, byte_level
        self.bos_token, self.eos_tokens = bos_token, eos_tokens
        self.vocab_size = library.get_vocab_size()
        self.added = library.get_added_tokens_decoder()

    def _encode(self, text):
        return self.library.encode(text, add_special_tokens=False).ids

    def piece(self, previous, token):
        if token in self.added:
            return b"" if self.added[token].special else self.added[token].content.encode()
        piece = self.library.id_to_token(token)
        if self.byte_level:
            return bytes(BYTE_OF[character] for character in piece)
        return piece_bytes(piece.replace(SPACE_MARK, " ").encode(), previous == self.bos_token)


def read_json_tokenizer(path):
    """JsonTokenizer of a file. Raises ValueError for a foreign or truncated one, for one without BOS and EOS and for
    one that writes its pieces in another way."""
    try:
        text = path.read_text("utf-8")
        library = tokenizers.Tokenizer.from_str(text)
    except Exception as error:  # the library raises nothing narrower
        raise ValueError(f"{path} is truncated or no tokenizer.json ({error}); download it again") from None
    kinds = _kinds(json.loads(text).get("decoder") or {})
    if not kinds & {"ByteLevel", "ByteFallback", "Metaspace"}:
        raise ValueError(f"{path} writes its pieces in a way that is not known ({', '.join(sorted(kinds)) or 'none'}); "
                         "give the tokenizer of a LLaMA model")
    bos, eos = ([token for token in map(library.token_to_id, names) if token is not None]
                for names in (BOS_NAMES, EOS_NAMES))
    if not bos or not eos:
        raise ValueError(f"{path} has no {' or '.join(BOS_NAMES if not bos else EOS_NAMES)}; "
                         "give the tokenizer of a LLaMA model")
    return JsonTokenizer(library, "ByteLevel" in kinds, bos[0], tuple(eos))


def _kinds(decoder):
    """The types of a decoder and of those that it is a sequence of."""
    parts = decoder.get("decoders", [])
    return {part["type"] for part in [*parts, decoder] if part.get("type") not in (None, "Sequence")}
