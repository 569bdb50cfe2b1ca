"""What the files beside a tokenizer say of it: whether texts begin with BOS, its marks by name, its chat template."""

from dataclasses import dataclass
from pathlib import Path

from llama2_rtl.golden.chat_template import ChatTemplate
from llama2_rtl.golden.hugging_face_config import read_json

CONFIG, MARKS, TEMPLATE = "tokenizer_config.json", "special_tokens_map.json", "chat_template.jinja"
DEFAULT_TEMPLATE = "default"
"""The name of the one that is meant, where a file has several."""


@dataclass(frozen=True)
class TokenizerSettings:
    """`add_bos`: whether BOS stands in front of every text, None where nothing says so; `names`: "bos_token",
    "eos_token", ... -> the text of that mark; `template`: the ChatTemplate or None."""

    add_bos: bool | None
    names: dict
    template: ChatTemplate | None


def read_settings(folder):
    """TokenizerSettings of a folder, which need not have the files. Raises ValueError for one that is damaged."""
    folder = Path(folder)
    config, marks = ({} if not path.is_file() else read_json(path) for path in (folder / CONFIG, folder / MARKS))
    names = {name: content for name, value in (marks | config).items()
             if name.endswith("_token") and (content := _content(value)) is not None}
    source = _template(folder, config.get("chat_template"))
    return TokenizerSettings(config.get("add_bos_token"), names, ChatTemplate(source, names) if source else None)


def _template(folder, source):
    """The template's text, None where there is none: of its own file, or of what CONFIG has, a text or a list of them
    with names."""
    if (folder / TEMPLATE).is_file():
        try:
            return (folder / TEMPLATE).read_text("utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"{folder / TEMPLATE} is no text in UTF-8; download it again") from None
    if isinstance(source, list):
        source = next((entry.get("template") for entry in source
                       if isinstance(entry, dict) and entry.get("name") == DEFAULT_TEMPLATE), None)
    if not isinstance(source, str | None):
        raise ValueError(f"{folder / CONFIG} has a chat_template that is no text; download it again")
    return source


def _content(value):
    """The text of a mark, which a file gives as it is or as an object; None where it is neither."""
    if isinstance(value, dict):
        value = value.get("content")
    return value if isinstance(value, str) else None
