"""The tokenizer of llama2.c: merges, byte fallback, decoding, bad files."""

import struct

import pytest

from llama2_rtl.golden.tokenizer import BOS, EOS, read_tokenizer
from llama2_rtl.golden.tokenizer_llama2_c import Llama2CTokenizer
from tb.golden.conftest import TALES
from tb.golden.test_tokenizer_gguf import REFERENCE, made

BYTES = [b"<0x%02X>" % byte for byte in range(256)]
PIECES = [b"<unk>", b"\n<s>\n", b"\n</s>\n", *BYTES, b" ", b"a", b"b", b"c", b"ab", b"bc", b" ab", b"abc"]
SCORES = [0.0] * 259 + [-9.0, -9.0, -9.0, -9.0, -2.0, -1.0, -3.0, -4.0]
SPACE, A, B, C, AB, BC, SPACE_AB, ABC = range(259, 267)


def write(path, pieces=PIECES, scores=SCORES):
    body = b"".join(struct.pack("<fi", s, len(p)) + p for p, s in zip(pieces, scores, strict=True))
    path.write_bytes(struct.pack("<i", max(map(len, pieces))) + body)
    return path


@pytest.mark.parametrize("text, tokens", [
    ("", [BOS]),
    ("ab", [BOS, SPACE_AB]),
    ("abc", [BOS, SPACE, ABC]),  # "bc" scores best, then "a" + "bc"
    ("ba", [BOS, SPACE, B, A]),
    ("é", [BOS, SPACE, 3 + 0xC3, 3 + 0xA9]),
    ("a\nb", [BOS, SPACE, A, 3 + 10, B]),
])
def test_encode(text, tokens):
    tokenizer = Llama2CTokenizer(PIECES, SCORES)
    assert tokenizer.encode(text) == tokens
    assert tokenizer.encode(text, bos=False) == tokens[1:]


@pytest.mark.parametrize("text", ["abc", "a b", "é€😀", " ab", "", "b\n\x00a"])
def test_decode_returns_what_was_encoded(text):
    tokenizer = Llama2CTokenizer(PIECES, SCORES)
    assert tokenizer.decode(tokenizer.encode(text)) == text


def test_marks_inside_a_text_are_nothing():
    assert Llama2CTokenizer(PIECES, SCORES).decode([BOS, AB, EOS, C, BOS, A]) == "abca"


def test_space_goes_at_the_start_only():
    tokenizer = Llama2CTokenizer(PIECES, SCORES)
    assert tokenizer.piece(SPACE_AB, at_start=True) == b"ab" and tokenizer.piece(SPACE_AB) == b" ab"
    assert tokenizer.decode([BOS, SPACE_AB, SPACE_AB]) == "ab ab" and tokenizer.decode([BOS, SPACE, SPACE]) == " "


def test_a_vocabulary_without_bytes():
    """What it lacks becomes the unknown token, as sentencepiece has it."""
    tokenizer = Llama2CTokenizer([b"<unk>", b"\n<s>\n", b"\n</s>\n", b" ", b"a"], [0.0] * 3 + [-1.0, -2.0])
    assert tokenizer.encode("aé") == [BOS, 3, 4, 0]


def test_tokens_equal_sentencepiece():
    """Odd texts, over the project's own vocabulary."""
    own = read_tokenizer(TALES / "tokenizer.bin", 512)
    pieces = [piece.decode().replace(" ", "▁") for piece in own.pieces]
    types = [2, 3, 3, *[6] * 256, *[1] * 253]
    library = made("llama", tokens=["<unk>", "<s>", "</s>", *pieces[3:]], scores=own.scores, token_type=types)
    for text in REFERENCE["texts"]:
        if not any(mark in text for mark in ("<s>", "</s>", "<unk>", "▁")):  # llama2.c knows none of these
            assert own.encode(text) == library.encode(text), text
            assert own.decode(own.encode(text)) == text


def test_file(tmp_path):
    tokenizer = read_tokenizer(write(tmp_path / "tokenizer.bin"), len(PIECES))
    assert tokenizer.pieces == PIECES and tokenizer.scores == SCORES and tokenizer.vocab_size == len(PIECES)


def test_file_of_another_vocabulary(tmp_path):
    with pytest.raises(ValueError, match="has 267 tokens where the checkpoint has 512"):
        read_tokenizer(write(tmp_path / "tokenizer.bin"), 512)


@pytest.mark.parametrize("damage", [lambda data: data[:-1], lambda data: data + b"\0", lambda data: b"",
                                    lambda data: b"This is text, not a tokenizer", lambda data: data[1:]])
def test_bad_file(damage, tmp_path):
    path = write(tmp_path / "tokenizer.bin")
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match="truncated or no llama2.c tokenizer"):
        read_tokenizer(path, len(PIECES))


def test_missing_file(tmp_path):
    with pytest.raises(ValueError, match="is not a file"):
        read_tokenizer(tmp_path / "tokenizer.bin", 512)
