"""The tokenizer in the metadata of a GGUF file, under the libraries that are the reference for its kind: pieces with
scores become a sentencepiece model, merges with a pre-tokenizer one of Hugging Face's tokenizers."""

import tokenizers
from sentencepiece import SentencePieceProcessor, sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, decoders, models, pre_tokenizers

from llama2_rtl.golden.chat_template import ChatTemplate
from llama2_rtl.golden.gguf_tokenizer import PREFIX
from llama2_rtl.golden.near import advice
from llama2_rtl.golden.pre_tokenizers import BEGIN_WITH_BOS, EXPRESSIONS, WHOLE_WORDS
from llama2_rtl.golden.tokenizer_json import JsonTokenizer
from llama2_rtl.golden.tokenizer_sentencepiece import SentencePieceTokenizer, split_marks

UNKNOWN, CONTROL, USER_DEFINED, BYTE = 2, 3, 4, 6
"""Types of a token, in GGUF as in sentencepiece."""

WRITTEN = (UNKNOWN, CONTROL, USER_DEFINED)
"""Of tokens that a text may name as they are written."""

SCORED, MERGED = "llama", "gpt2"
"""Kinds of a tokenizer."""

DEFAULT_PRE = "default"

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


def tokenizer_of_gguf(said, where):
    """Tokenizer of what a GGUF says, a GgufTokenizer; `where` names the file in errors. Raises ValueError, in one
    sentence, for a kind that is not known and for what contradicts itself."""
    if said.model not in KINDS:
        raise ValueError(f"{where} has a tokenizer of the kind {said.model!r}, where only "
                         f"{' and '.join(map(repr, KINDS))} are supported; give the model's tokenizer with TOKENIZER=")
    make, needed = KINDS[said.model]
    for name in needed:
        if getattr(said, name) is None:
            raise ValueError(f"{where} lacks {PREFIX}{name}, which its tokenizer needs; download it again")
    if said.model == MERGED and (said.pre or DEFAULT_PRE) not in EXPRESSIONS:
        raise ValueError(f"{where} has the pre-tokenizer {said.pre!r}, which is not known; give the model's tokenizer "
                         f"with TOKENIZER= ({advice(said.pre, EXPRESSIONS)})")
    try:
        names = {name: said.tokens[getattr(said, field)] for name, field in MARKS.items()
                 if getattr(said, field) is not None}
        return make(said, ChatTemplate(said.chat_template, names) if said.chat_template else None)
    except Exception as error:  # the libraries raise nothing narrower
        reason = " ".join(str(error).split())
        raise ValueError(f"the tokenizer in {where} is not usable ({reason}); download it again, or give the model's "
                         "tokenizer with TOKENIZER=") from None


def _bos(said, default):
    return said.bos_token_id if (default if said.add_bos_token is None else said.add_bos_token) else None


def _scored(said, template):
    """A ScoredTokenizer: sentencepiece merges pieces by their scores."""
    types = said.token_type
    model = sentencepiece_model_pb2.ModelProto()
    for piece, score, kind in zip(said.tokens, said.scores, types, strict=True):
        model.pieces.add(piece=piece, score=score, type=kind)
    model.trainer_spec.model_type = model.trainer_spec.BPE
    model.trainer_spec.vocab_size = len(said.tokens)
    model.trainer_spec.byte_fallback = BYTE in types
    model.normalizer_spec.name = "identity"
    model.normalizer_spec.add_dummy_prefix = False
    model.normalizer_spec.remove_extra_whitespaces = False
    processor = SentencePieceProcessor(model_proto=model.SerializeToString())
    marks = {piece: token for token, piece in enumerate(said.tokens) if types[token] in WRITTEN}
    return ScoredTokenizer(processor, _bos(said, True), template, marks, said.add_space_prefix is not False)


def _merged(said, template):
    """A JsonTokenizer: byte pairs merged in the order of the file."""
    types, pre = said.token_type, said.pre or DEFAULT_PRE
    merges = [(merge[:at], merge[at + 1:]) for merge in said.merges if (at := merge.find(" ", 1))]
    vocabulary = {piece: token for token, piece in enumerate(said.tokens)}
    library = tokenizers.Tokenizer(models.BPE(vocabulary, merges, ignore_merges=pre in WHOLE_WORDS))
    library.pre_tokenizer = pre_tokenizers.Sequence([
        *(pre_tokenizers.Split(Regex(expression), "isolated") for expression in EXPRESSIONS[pre]),
        pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    library.decoder = decoders.ByteLevel()
    library.add_tokens([AddedToken(piece, special=types[token] != USER_DEFINED, normalized=False)
                        for token, piece in enumerate(said.tokens) if types[token] in WRITTEN])
    return JsonTokenizer(library, _bos(said, pre in BEGIN_WITH_BOS), template)


KINDS = {SCORED: (_scored, ("token_type", "scores")), MERGED: (_merged, ("token_type", "merges"))}
"""GgufTokenizer's `model` -> (what makes a Tokenizer of it and of the template, the fields that this needs)."""
