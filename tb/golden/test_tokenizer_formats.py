"""Tokenizers of sentencepiece and of Hugging Face, trained here: text to tokens and back as their libraries say."""

import io
import json

import pytest
import sentencepiece
import tokenizers
from tokenizers import decoders, models, normalizers, pre_tokenizers, processors, trainers

from llama2_rtl.golden.tokenizer import read_tokenizer

CORPUS = ["Once upon a time, there was a small boy named Tim.", "One day, he ran in the house and broke a cup.",
          "Tom had a big bag of candies.", "The next day, Tom got more candies and gave half of them to Pip."] * 8
TEXTS = ["Once upon a time", "Tim broke  a cup\nof candies", "Käse, €5 😀!", " leading", "", "x"]
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
    library.save(str(path))
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


@pytest.mark.parametrize("text", TEXTS)
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
    assert tokenizer.decode([*tokens, *tokenizer.eos_tokens, *tokens]) == text
    assert tokenizer.decode([*tokens, *tokens]) == text


def test_pieces_are_bytes_of_a_character(made):
    tokenizer, _ = made
    tokens = tokenizer.encode("😀")
    pieces = [tokenizer.piece(*pair) for pair in zip(tokens, tokens[1:], strict=False)]
    assert b"".join(pieces) == "😀".encode() and len([piece for piece in pieces if piece]) > 1


def test_every_token_has_bytes_or_is_special(made):
    tokenizer, library = made
    special = {tokenizer.bos_token, *tokenizer.eos_tokens}
    empty = {token for token in range(tokenizer.vocab_size) if not tokenizer.piece(-1, token)}
    assert special <= empty and len(empty) <= len(special) + 1  # and <unk>, where it is special


def test_bos_and_eos(made):
    tokenizer, library = made
    expected = (0, (1, 2)) if hasattr(library, "token_to_id") and library.token_to_id(SPECIAL[0]) == 0 else (1, (2,))
    assert (tokenizer.bos_token, tokenizer.eos_tokens) == expected


def test_all_bytes_survive(tmp_path):
    path, library = byte_level(tmp_path / "tokenizer.json")
    tokenizer = read_tokenizer(path, library.get_vocab_size())
    single = {tokenizer.piece(0, token) for token in range(tokenizer.vocab_size)}
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


def test_sentencepiece_without_bos(tmp_path):
    path, _ = sentencepiece_model(tmp_path / "tokenizer.model", bos_id=-1)
    refused(path, "no sentencepiece model with BOS and EOS")


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


@pytest.mark.parametrize("hidden, says", [(["begin_of_text"], "has no <|begin_of_text|> or <s>"),
                                          (["end_of_text", "eot_id"], "has no <|end_of_text|> or")])
def test_without_special_tokens(hidden, says, tmp_path):
    path, _ = byte_level(tmp_path / "tokenizer.json")
    text = path.read_text()
    for name in hidden:
        text = text.replace(f"<|{name}|>", f"<|{name}?|>")
    path.write_text(text)
    refused(path, says.replace("|", r"\|"), 331)
