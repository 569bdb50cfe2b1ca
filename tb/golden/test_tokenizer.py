"""The tokenizer of llama2.c: merges, byte fallback, decoding, bad files."""

import struct

import pytest

from llama2_rtl.golden.tokenizer import BOS, read_tokenizer
from llama2_rtl.golden.tokenizer_llama2_c import Llama2CTokenizer

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


def test_decode_ends_at_bos():
    assert Llama2CTokenizer(PIECES, SCORES).decode([BOS, AB, C, BOS, A]) == "abc"


def test_space_goes_after_bos_only():
    tokenizer = Llama2CTokenizer(PIECES, SCORES)
    assert tokenizer.piece(BOS, SPACE_AB) == b"ab" and tokenizer.piece(A, SPACE_AB) == b" ab"


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
