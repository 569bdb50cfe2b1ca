"""The tokenizer in the metadata of a GGUF file, under the libraries that are the reference for its kind: pieces with
scores become a sentencepiece model, merges with a pre-tokenizer one of Hugging Face's tokenizers."""

import tokenizers
from gguf import GGUFReader
from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, decoders, models, pre_tokenizers

from llama2_rtl.golden.chat_template import ChatTemplate
from llama2_rtl.golden.near import advice
from llama2_rtl.golden.pre_tokenizers import BEGIN_WITH_BOS, EXPRESSIONS, WHOLE_WORDS
from llama2_rtl.golden.tokenizer_json import JsonTokenizer
from llama2_rtl.golden.tokenizer_sentencepiece import SentencePieceTokenizer, split_marks

UNKNOWN, CONTROL, USER_DEFINED, BYTE = 2, 3, 4, 6
"""Types of a token, in GGUF as in sentencepiece."""

SCORED, MERGED = "llama", "gpt2"
"""Kinds of a tokenizer."""

FIELDS = "tokenizer.ggml."
MARKS = dict(bos_token="bos_token_id", eos_token="eos_token_id", unk_token="unknown_token_id",
             pad_token="padding_token_id")
"""Name of a mark in a chat template -> the field with its token."""


class ScoredTokenizer(SentencePieceTokenizer):
    """Pieces with scores, in a GGUF of the kind "llama": marks in a text are the tokens that they name, and where
    `add_space` a space stands in front of the text and of what follows a mark."""

    def __init__(self, processor, bos_token, template, marks, add_space):
        super().__init__(processor, bos_token, template)
        self.marks, self.add_space, self.loses_space = marks, add_space, add_space

    def _encode(self, text):
        tokens, at_start = [], True
        for part, mark in split_marks(text, self.marks):
            if mark:
                tokens.append(self.marks[part])
            else:
                tokens += self.processor.encode(" " * (at_start and self.add_space) + part)
            at_start = mark
        return tokens

    encode_template = _encode


def read_gguf_tokenizer(path):
    """Tokenizer of a GGUF file. Raises ValueError, in one sentence, for a truncated one too."""
    try:
        fields = GGUFReader(path).fields
    except Exception as error:  # the library raises nothing narrower
        reason = " ".join(str(error).split())
        raise ValueError(f"{path} is a truncated or damaged GGUF file ({reason}); download it again") from None
    return tokenizer_of_metadata({name: field.contents() for name, field in fields.items()}, path)


def tokenizer_of_metadata(metadata, where):
    """Tokenizer of a GGUF's metadata, a dictionary; `where` names the file in errors. Raises ValueError, in one
    sentence, for a kind that is not known and for metadata that contradict each other."""
    fields = {name.removeprefix(FIELDS): value for name, value in metadata.items() if name.startswith(FIELDS)}
    kind, pre = fields.get("model"), fields.setdefault("pre", "default")
    if kind not in KINDS:
        raise ValueError(f"{where} has a tokenizer of the kind {kind!r}, where only {' and '.join(map(repr, KINDS))} "
                         "are supported; give the model's tokenizer with TOKENIZER=")
    if kind == MERGED and pre not in EXPRESSIONS:
        raise ValueError(f"{where} has the pre-tokenizer {pre!r}, which is not known; give the model's tokenizer with "
                         f"TOKENIZER= ({advice(pre, EXPRESSIONS)})")
    try:
        pieces = list(fields["tokens"])
        names = {name: pieces[fields[field]] for name, field in MARKS.items() if field in fields}
        source = metadata.get("tokenizer.chat_template")
        return KINDS[kind](fields, pieces, ChatTemplate(source, names) if source else None)
    except KeyError as error:
        raise ValueError(f"{where} lacks {FIELDS}{error.args[0]}, which its tokenizer needs; download it "
                         "again") from None
    except Exception as error:  # the libraries raise nothing narrower
        reason = " ".join(str(error).split())
        raise ValueError(f"the tokenizer in {where} is not usable ({reason}); download it again, or give the model's "
                         "tokenizer with TOKENIZER=") from None


def _bos(fields, default):
    return fields.get("bos_token_id") if fields.get("add_bos_token", default) else None


def _scored(fields, pieces, template):
    """A ScoredTokenizer: sentencepiece merges pieces by their scores."""
    types = fields["token_type"]
    model = sentencepiece_model_pb2.ModelProto()
    for piece, score, kind in zip(pieces, fields["scores"], types, strict=True):
        model.pieces.add(piece=piece, score=score, type=kind)
    model.trainer_spec.model_type = model.trainer_spec.BPE
    model.trainer_spec.vocab_size = len(pieces)
    model.trainer_spec.byte_fallback = BYTE in types
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = False
    model.normalizer_spec.remove_extra_whitespaces = False
    processor = SentencePieceProcessor(model_proto=model.SerializeToString())
    marks = {piece: token for token, piece in enumerate(pieces) if types[token] in (UNKNOWN, CONTROL, USER_DEFINED)}
    return ScoredTokenizer(processor, _bos(fields, True), template, marks, fields.get("add_space_prefix", True))


def _merged(fields, pieces, template):
    """A JsonTokenizer: byte pairs merged in the order of the file."""
    types, pre = fields["token_type"], fields["pre"]
    merges = [(merge[:at], merge[at + 1:]) for merge in fields["merges"] if (at := merge.find(" ", 1))]
    vocabulary = {piece: token for token, piece in enumerate(pieces)}
    library = tokenizers.Tokenizer(models.BPE(vocabulary, merges, ignore_merges=pre in WHOLE_WORDS))
    library.pre_tokenizer = pre_tokenizers.Sequence([
        *(pre_tokenizers.Split(Regex(expression), "isolated") for expression in EXPRESSIONS[pre]),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    library.decoder = decoders.ByteLevel()
    library.add_tokens([AddedToken(piece, special=types[token] != USER_DEFINED, normalized=False)
                        for token, piece in enumerate(pieces) if types[token] in (UNKNOWN, CONTROL, USER_DEFINED)])
    return JsonTokenizer(library, _bos(fields, pre in BEGIN_WITH_BOS), template)


KINDS = {SCORED: _scored, MERGED: _merged}
"""`tokenizer.ggml.model` -> what makes a Tokenizer of the fields, the pieces and the template."""
