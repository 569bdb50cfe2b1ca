"""A GGUF's tokenizer: the tokens of odd texts as llama.cpp itself makes them, its settings, bad metadata."""

import json
from pathlib import Path

import pytest
from gguf import GGUFWriter

from llama2_rtl.golden.gguf_tokenizer import GgufTokenizer
from llama2_rtl.golden.tokenizer import brings_tokenizer, read_tokenizer
from llama2_rtl.golden.tokenizer_gguf import tokenizer_of_gguf

REFERENCE = json.loads(Path(__file__).with_name("llama_cpp_tokens.json").read_text("utf-8"))
"""Two small vocabularies, texts, and their tokens by llama.cpp; its `source` says of which version."""


def made(kind, **fields):
    """The tokenizer of one of the vocabularies, and of these fields."""
    said = dict.fromkeys(GgufTokenizer.__dataclass_fields__) | REFERENCE[kind]
    return tokenizer_of_gguf(GgufTokenizer(**said | dict(model=kind, bos_token_id=1, eos_token_id=2) | fields), "file")


@pytest.mark.parametrize("case", REFERENCE["cases"], ids=lambda case: f"{case['kind']} {case['fields']}")
def test_tokens_equal_llama_cpp(case):
    tokenizer = made(case["kind"], **case["fields"])
    for text, tokens in zip(REFERENCE["texts"], case["tokens"], strict=True):
        assert tokenizer.encode(text) == tokens, text


@pytest.mark.parametrize("kind", ["gpt2", "llama"])
def test_texts_survive(kind):
    """All but what marks name, and what a vocabulary writes as a space."""
    tokenizer = made(kind)
    for text in REFERENCE["texts"]:
        if not any(mark in text for mark in ("<|im", "<s>", "<unk>", "<tool>", "▁")):
            assert tokenizer.decode(tokenizer.encode(text)) == text


def test_no_space_is_lost_where_none_was_put():
    tokenizer = made("llama", add_space_prefix=False)
    assert tokenizer.decode(tokenizer.encode(" leading")) == " leading"


@pytest.mark.parametrize("fields, bos", [(dict(), None), (dict(pre="llama-bpe"), 1), (dict(add_bos_token=True), 1),
                                         (dict(pre="llama-bpe", add_bos_token=False), None)])
def test_bos_as_the_file_says(fields, bos):
    assert made("gpt2", **fields).bos_token == bos


def test_marks_by_name_in_the_template():
    source = "{{ bos_token }}{{ messages[0].content }}{{ eos_token }}"
    tokenizer = made("gpt2", chat_template=source)
    text = tokenizer.template.render([dict(role="user", content="Hi")])
    assert text == "<|im_start|>Hi<|im_end|>"
    tokens = tokenizer.encode_template(text)
    assert (tokens[0], tokens[-1]) == (1, 2) and tokenizer.decode(tokens) == "Hi"


def test_file(tmp_path):
    path = tmp_path / "model.gguf"
    write(path, REFERENCE["gpt2"])
    assert brings_tokenizer(path) and not brings_tokenizer(__file__)
    tokens = next(case["tokens"] for case in REFERENCE["cases"] if case["fields"] == dict(pre="smollm"))
    tokenizer = read_tokenizer(path, len(REFERENCE["gpt2"]["tokens"]))
    assert [tokenizer.encode(text) for text in REFERENCE["texts"]] == tokens


def write(path, vocabulary):
    writer = GGUFWriter(path, "llama")
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("smollm")
    writer.add_token_list(vocabulary["tokens"])
    writer.add_token_types(vocabulary["token_type"])
    writer.add_token_merges(vocabulary["merges"])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def test_truncated_file(tmp_path):
    path = tmp_path / "model.gguf"
    write(path, REFERENCE["gpt2"])
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(ValueError, match="is truncated") as caught:
        read_tokenizer(path, 421)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind, fields, says", [
    ("gpt2", dict(model="bert"), "file has a tokenizer of the kind 'bert', where only 'llama' and 'gpt2'"),
    ("gpt2", dict(pre="smolm"), "pre-tokenizer 'smolm', which is not known.*did you mean smollm"),
    ("gpt2", dict(merges=None), "file lacks tokenizer.ggml.merges"),
    ("gpt2", dict(merges=["q_ q_"]), "the tokenizer in file is not usable"),
    ("gpt2", dict(bos_token_id=9999), "the tokenizer in file is not usable"),
    ("llama", dict(scores=[0.0]), "the tokenizer in file is not usable"),
    ("llama", dict(token_type=[1] * 420), "the tokenizer in file is not usable"),
])
def test_bad_metadata(kind, fields, says):
    with pytest.raises(ValueError, match=says) as caught:
        made(kind, **fields)
    assert "\n" not in str(caught.value)
