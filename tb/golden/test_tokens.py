"""The files of tokens that `make accuracy` takes: JSON, words of 16 and of 32 bits, and what is refused."""

import json
from dataclasses import replace

import numpy as np
import pytest

from llama2_rtl.golden.config import ModelConfig
from llama2_rtl.golden.texts import read_sequences, text_sequences
from llama2_rtl.golden.tokenizer import BOS

SMALL = ModelConfig(16, 24, 1, 2, 1, 30, 40)
LARGE = replace(SMALL, vocab_size=1 << 17)
TEXTS = [[BOS, 5, 6, 7], [BOS], [BOS, *range(3, 30), *range(3, 30)]]


def sequences(path, content, config=SMALL):
    path.write_bytes(content)
    return [sequence.tolist() for sequence in read_sequences(path, config)]


def test_json_and_words_say_the_same(tmp_path):
    expected = [TEXTS[0], TEXTS[2][:41], TEXTS[2][40:]]
    words = np.array(sum(TEXTS, []))
    assert sequences(tmp_path / "tokens.json", json.dumps(TEXTS).encode()) == expected
    assert sequences(tmp_path / "tokens.bin", words.astype("<u2").tobytes()) == expected
    assert sequences(tmp_path / "tokens.bin", words.astype("<u4").tobytes(), LARGE) == expected


def test_shorter_contexts(tmp_path):
    (tmp_path / "tokens.json").write_text(json.dumps(TEXTS))
    pieces = [sequence.tolist() for sequence in read_sequences(tmp_path / "tokens.json", SMALL, 25)]
    assert pieces == [TEXTS[0], TEXTS[2][:26], TEXTS[2][25:51], TEXTS[2][50:]]


class Letters:
    """A tokenizer: a token for each letter behind BOS."""

    def encode(self, text):
        return [BOS, *map(ord, text)]


def test_a_text_is_cut_as_tokens_are(tmp_path):
    (tmp_path / "text.md").write_text("ä tale\n" * 4, "utf-8")
    tokens = [BOS, *map(ord, "ä tale\n" * 4)]
    assert [sequence.tolist() for sequence in text_sequences(tmp_path / "text.md", Letters(), SMALL, 16)] == [
        tokens[:17], tokens[16:]]


@pytest.mark.parametrize("content, says", [
    (b"\xff\xfe", "text.md is no text in UTF-8; give a file of text"),
    (b"", "text.md holds no text of two tokens or more; give a longer one"),
    (None, "text.md is not a file; give a file of text"),
])
def test_bad_texts(content, says, tmp_path):
    if content is not None:
        (tmp_path / "text.md").write_bytes(content)
    with pytest.raises(ValueError, match=says):
        text_sequences(tmp_path / "text.md", Letters(), SMALL)


def test_words_of_32_bits(tmp_path):
    assert sequences(tmp_path / "tokens.bin", np.array([BOS, 70_000], "<u4").tobytes(), LARGE) == [[BOS, 70_000]]
    edge = replace(SMALL, vocab_size=1 << 16)
    assert sequences(tmp_path / "tokens.bin", np.array([BOS, 65_535], "<u2").tobytes(), edge) == [[BOS, 65_535]]


def test_a_text_of_json_begins_where_its_list_does(tmp_path):
    assert sequences(tmp_path / "tokens.json", b"[[5, 1, 6], [], [1, 7]]") == [[5, BOS, 6], [BOS, 7]]


LISTS = r"no JSON list of lists of token numbers, as \[\[1, 403\], \[1, 407\]\]"


@pytest.mark.parametrize("name, content, says", [
    ("tokens.json", b"", LISTS),
    ("tokens.json", b"[[1, 2]", LISTS),
    ("tokens.json", b"[" * 100_000, LISTS),
    ("tokens.json", b"\xff\xfe\x00", LISTS),
    ("tokens.json", b"[1, 2]", LISTS),
    ("tokens.json", b'{"texts": [[1, 2]]}', LISTS),
    ("tokens.json", b"[[1, 2.0]]", LISTS),
    ("tokens.json", b"[[1, true]]", LISTS),
    ("tokens.json", b'[[1, "2"]]', LISTS),
    ("tokens.json", b"[[1, [2]]]", LISTS),
    ("tokens.json", b"[[1, 2], [3, 30]]", "holds the token 30 where the checkpoint's vocabulary is 30"),
    ("tokens.json", b"[[1, 2], [3, -1]]", "holds the token -1 where"),
    ("tokens.json", b"[[1, 36893488147419103232]]", "holds the token 36893488147419103232 where"),
    ("tokens.json", b"[]", "no text of two tokens"),
    ("tokens.json", b"[[1], [2]]", "no text of two tokens"),
    ("tokens.bin", b"", "no text of two tokens"),
    ("tokens.bin", b"\1\0\1\0", "no text of two tokens"),
    ("tokens.bin", b"\1\0\5", "no whole number of 2-byte tokens"),
    ("tokens.bin", b"\1\0\36\0", "holds the token 30"),
    ("tokens.txt", b"[[1, 2]]", "tokens.txt is no file of tokens; give a .json file, .* or a .bin file"),
    ("tokens", b"\1\0\5\0", "tokens is no file of tokens; give a .json file, .* or a .bin file"),
])
def test_refused(name, content, says, tmp_path):
    with pytest.raises(ValueError, match=says):
        sequences(tmp_path / name, content)


@pytest.mark.parametrize("name", ["tokens.json", "tokens.bin"])
def test_no_file(name, tmp_path):
    with pytest.raises(ValueError, match=f"{name} is not a file; give a file of tokens"):
        read_sequences(tmp_path / name, SMALL)
