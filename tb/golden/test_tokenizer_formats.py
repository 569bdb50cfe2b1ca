"""Tokenizers of sentencepiece and of Hugging Face, trained here: text to tokens and back as their libraries say."""

import io
import json
import random

import pytest
import sentencepiece
import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

from llama2_rtl.golden.tokenizer import read_tokenizer

CORPUS = ["Once upon a time, there was a small boy named Tim.", "One day, he ran in the house and broke a cup.",
          "Tom had a big bag of candies.", "The next day, Tom got more candies and gave half of them to Pip."] * 8
TEXTS = ["Once upon a time", "Tim broke  a cup\nof candies", "Käse, €5 😀!", " leading", "", "x", "   ", "\n\n \t\n",
         "e\u0301 a\u030a", "你好，世界。日本語", "\x00\x01\x1b[0m\x7f", "a\r\nb",
         "👩‍👩‍👧 🇫🇷", "\u00a0\u2003\u200b\ufeff"]
MARKED = ["<s>Tom</s> x", "<|begin_of_text|>Tom<|eot_id|>\n", "<unk>"]
SPECIAL = ["<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>"]


def sentencepiece_model(path, **options):
    """LLaMA-2's kind of tokenizer.model."""
    model = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(CORPUS), model_writer=model, model_type="bpe", byte_fallback=True, vocab_size=320,
        character_coverage=1.0, normalization_rule_name="identity", remove_extra_whitespaces=False, minloglevel=2,
        **options)
    path.write_bytes(model.getvalue())
    return path, sentencepiece.SentencePieceProcessor(model_proto=model.getvalue())


def byte_level(path):
    """Llama 3's kind of tokenizer.json."""
    library = tokenizers.Tokenizer(models.BPE())
    library.pre_tokenizer, library.decoder = pre_tokenizers.ByteLevel(add_prefix_space=False), decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=330, special_tokens=SPECIAL, show_progress=False,
                                  initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    library.train_from_iterator(CORPUS, trainer)
    library.post_processor = processors.TemplateProcessing(single=f"{SPECIAL[0]} $A", special_tokens=[(SPECIAL[0], 0)])
    library.add_tokens(["Tim broke"])
    library.enable_truncation(3)
    library.enable_padding(length=4)
    library.save(str(path))
    library.no_truncation()
    library.no_padding()
    return path, library


def llama2_json(path):
    """LLaMA-2's kind of tokenizer.json, with the pieces of a trained tokenizer.model."""
    _, processor = sentencepiece_model(path.with_suffix(".model"))
    pieces = [processor.id_to_piece(token) for token in range(processor.vocab_size())]
    vocabulary = {piece: token for token, piece in enumerate(pieces)}
    merges = [(piece[:at], piece[at:]) for piece in pieces[259:] for at in range(1, len(piece))
              if piece[:at] in vocabulary and piece[at:] in vocabulary]
    library = tokenizers.Tokenizer(models.BPE(vocabulary, merges, unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    library.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    library.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
                                         decoders.Strip(" ", 1, 0)])
    library.add_special_tokens(["<unk>", "<s>", "</s>"])
    library.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    library.save(str(path))
    return path, library


@pytest.fixture(params=[sentencepiece_model, byte_level, llama2_json], ids=["sentencepiece", "byte level", "LLaMA-2"])
def made(request, tmp_path):
    """(tokenizer as read, the library's own)."""
    suffix = "model" if request.param is sentencepiece_model else "json"
    path, library = request.param(tmp_path / f"tokenizer.{suffix}")
    size = library.vocab_size() if suffix == "model" else library.get_vocab_size()
    return read_tokenizer(path, size), library


def library_ids(library, text):
    return library.encode(text) if isinstance(library, sentencepiece.SentencePieceProcessor) else \
        library.encode(text, add_special_tokens=False).ids


@pytest.mark.parametrize("text", [*TEXTS, *MARKED])
def test_encode(made, text):
    tokenizer, library = made
    ids = library_ids(library, text)
    assert tokenizer.encode(text, bos=False) == ids
    assert tokenizer.encode(text) == [tokenizer.bos_token, *ids]


@pytest.mark.parametrize("text", TEXTS)
def test_decode(made, text):
    tokenizer, library = made
    tokens = tokenizer.encode(text)
    assert tokenizer.decode(tokens) == library.decode(tokens[1:]) == text


@pytest.mark.parametrize("seed", range(20))
def test_decode_of_any_tokens(made, seed):
    """Of whole characters: marks inside a text too, which does not end there."""
    tokenizer, library = made
    whole = [token for token in range(tokenizer.vocab_size) if is_text(tokenizer.piece(token))]
    tokens = random.Random(seed).choices(whole, k=20)
    assert tokenizer.decode(tokens) == library.decode(tokens)


def is_text(piece):
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_pieces_are_bytes_of_a_character(made):
    tokenizer, _ = made
    pieces = list(map(tokenizer.piece, tokenizer.encode("x😀")))
    assert b"".join(pieces).endswith("x😀".encode()) and len([piece for piece in pieces if piece]) > 2


def test_every_token_has_bytes_or_is_a_mark(made):
    tokenizer, _ = made
    empty = {token for token in range(tokenizer.vocab_size) if not tokenizer.piece(token)}
    assert empty == set(filter(tokenizer.is_mark, range(tokenizer.vocab_size))) and 2 <= len(empty) <= 3
    assert tokenizer.piece(tokenizer.vocab_size) == b""


def test_bos(made):
    tokenizer, library = made
    level = hasattr(library, "token_to_id") and library.token_to_id(SPECIAL[0]) == 0
    assert tokenizer.bos_token == (0 if level else 1)


@pytest.mark.parametrize("scheme, text", [("never", " leading"), ("always", "leading"), ("first", "leading")])
def test_the_first_space_with_metaspace(scheme, text, tmp_path):
    path, library = llama2_json(tmp_path / "tokenizer.json")
    library.normalizer = None
    library.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme=scheme, split=False)
    library.decoder = decoders.Metaspace(prepend_scheme=scheme, split=False)
    library.save(str(path))
    tokenizer = read_tokenizer(path, 320)
    tokens = tokenizer.encode(" leading")
    assert tokenizer.decode(tokens) == library.decode(tokens) == (text if scheme != "never" else " leading")


@pytest.mark.parametrize("config, bos", [
    (dict(add_bos_token=True, bos_token=SPECIAL[1]), 1), (dict(add_bos_token=False), None), (dict(), 0),
    (dict(add_bos_token=True, bos_token=dict(content=SPECIAL[2])), 2)])
def test_bos_as_the_settings_say(config, bos, tmp_path):
    path, library = byte_level(tmp_path / "tokenizer.json")
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    assert read_tokenizer(path, library.get_vocab_size()).bos_token == bos


def test_no_bos(tmp_path):
    """A post-processor that adds none, and settings that say nothing; a tokenizer without any mark."""
    path, library = byte_level(tmp_path / "tokenizer.json")
    library.post_processor = processors.ByteLevel()
    library.save(str(path))
    assert read_tokenizer(path, library.get_vocab_size()).encode("x") == library.encode("x").ids
    path, library = sentencepiece_model(tmp_path / "tokenizer.model", bos_id=-1)
    assert read_tokenizer(path, 320).encode("x") == library.encode("x")


def test_template_beside_the_file(tmp_path):
    """The marks that it writes are tokens, by sentencepiece too, which knows none in a text."""
    path, _ = sentencepiece_model(tmp_path / "tokenizer.model")
    template = [dict(name="tool_use", template="no"), dict(name="default", template="{{ bos_token }}{{ messages }}")]
    config = dict(bos_token=dict(content="<s>"), chat_template=template)
    (tmp_path / "tokenizer_config.json").write_text(json.dumps(config))
    tokenizer = read_tokenizer(path, 320)
    text = tokenizer.template.render("Tom</s>")
    assert text == "<s>Tom</s>"
    assert tokenizer.encode_template(text) == [1, *tokenizer.encode("Tom", bos=False), 2]
    (tmp_path / "chat_template.jinja").write_text("{{ messages }}!")
    assert read_tokenizer(path, 320).template.render("Tom") == "Tom!"


def test_damaged_settings(tmp_path):
    path, _ = sentencepiece_model(tmp_path / "tokenizer.model")
    (tmp_path / "tokenizer_config.json").write_text("{")
    with pytest.raises(ValueError, match="tokenizer_config.json is no JSON"):
        read_tokenizer(path, 320)


@pytest.mark.parametrize("name, data, sentence", [
    ("tokenizer_config.json", b'{"chat_template": 5}', "tokenizer_config.json has a chat_template that is no text"),
    ("chat_template.jinja", b"\xdc", "chat_template.jinja is no text in UTF-8; download it again"),
    ("tokenizer_config.json", b"[" * 2000, "tokenizer_config.json is nested deeper than anything that a model needs")])
def test_settings_that_cannot_be(name, data, sentence, tmp_path):
    path, _ = sentencepiece_model(tmp_path / "tokenizer.model")
    (tmp_path / name).write_bytes(data)
    with pytest.raises(ValueError, match=sentence):
        read_tokenizer(path, 320)


@pytest.mark.parametrize("size, fits", [(320, True), (360, True), (361, False), (368, False), (319, False)])
def test_padded_vocabulary(size, fits, tmp_path):
    path, _ = sentencepiece_model(tmp_path / "tokenizer.model")
    if fits:
        assert read_tokenizer(path, size).vocab_size == 320
    else:
        refused(path, "has 320 tokens where", size)


def test_all_bytes_survive(tmp_path):
    path, library = byte_level(tmp_path / "tokenizer.json")
    tokenizer = read_tokenizer(path, library.get_vocab_size())
    single = {tokenizer.piece(token) for token in range(tokenizer.vocab_size)}
    assert {bytes([byte]) for byte in range(256)} <= single


def test_folder(tmp_path):
    with pytest.raises(ValueError, match="holds no tokenizer.json, tokenizer.model, tokenizer.bin"):
        read_tokenizer(tmp_path, 320)
    sentencepiece_model(tmp_path / "tokenizer.model")
    assert read_tokenizer(tmp_path, 320).bos_token == 1
    byte_level(tmp_path / "tokenizer.json")
    assert read_tokenizer(tmp_path, 331).bos_token == 0


def refused(path, says, size=320):
    with pytest.raises(ValueError, match=says) as caught:
        read_tokenizer(path, size)
    assert path.name in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-50], lambda data: data[:1000],
                                    lambda data: b"This is text, not a tokenizer", lambda data: data[1:]])
@pytest.mark.parametrize("made", [sentencepiece_model, byte_level], ids=["model", "json"])
def test_bad_file(made, damage, tmp_path):
    suffix = ".model" if made is sentencepiece_model else ".json"
    path, _ = made(tmp_path / f"tokenizer{suffix}")
    path.write_bytes(damage(path.read_bytes()))
    refused(path, "is truncated or no " + ("sentencepiece model" if suffix == ".model" else "tokenizer.json"))


def test_another_vocabulary(tmp_path):
    path, _ = sentencepiece_model(tmp_path / "tokenizer.model")
    refused(path, "has 320 tokens where the checkpoint has 32000", 32000)


def test_tiktoken(tmp_path):
    (tmp_path / "tokenizer.model").write_bytes(b"IQ== 0\nIg== 1\n")
    refused(tmp_path / "tokenizer.model", "in tiktoken's format; give the tokenizer.json")


@pytest.mark.parametrize("change, says", [
    (dict(decoder=None), r"in a way that is not known \(none\)"),
    (dict(decoder=dict(type="WordPiece", prefix="##", cleanup=True)), r"not known \(WordPiece\)"),
])
def test_another_kind(change, says, tmp_path):
    path, _ = byte_level(tmp_path / "tokenizer.json")
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    refused(path, says)
