"""What a GGUF file says of its tokenizer."""

from dataclasses import dataclass

from llama2_rtl.golden.gguf_file import read_gguf_file

PREFIX = "tokenizer.ggml."


@dataclass(frozen=True)
class GgufTokenizer:
    """The metadata of a tokenizer under the names of its keys without PREFIX; None where the file says nothing.

    `model` is `llama` (sentencepiece: tokens with scores) or `gpt2` (bytes as characters: tokens with merges), `pre`
    how a text is cut before the merges. `tokens` [vocab_size] of strings, `scores` of floats, `token_type` of ints (1
    normal, 2 unknown, 3 control, 4 user defined, 5 unused, 6 byte), `merges` of strings `left right`. `chat_template`
    is in Jinja."""

    model: str | None
    pre: str | None
    tokens: list | None
    scores: list | None
    token_type: list | None
    merges: list | None
    bos_token_id: int | None
    eos_token_id: int | None
    eot_token_id: int | None
    eom_token_id: int | None
    unknown_token_id: int | None
    padding_token_id: int | None
    add_bos_token: bool | None
    add_eos_token: bool | None
    add_space_prefix: bool | None
    chat_template: str | None


def read_gguf_tokenizer(path):
    """GgufTokenizer of a GGUF file. Raises ValueError as `read_gguf_file`, for a file without a tokenizer and for
    a field of another type."""
    fields = read_gguf_file(path).fields
    said = {name: fields.get(f"{PREFIX}{name}") for name in GgufTokenizer.__dataclass_fields__}
    said["chat_template"] = fields.get("tokenizer.chat_template")
    for name, kind in GgufTokenizer.__annotations__.items():
        if not isinstance(said[name], kind):
            raise ValueError(f"{path} has a tokenizer whose {name} is of a wrong type; download it again, or give the "
                             "model's tokenizer with TOKENIZER=")
    if not said["tokens"]:
        raise ValueError(f"{path} holds no tokenizer; give one with TOKENIZER=")
    return GgufTokenizer(**said)
