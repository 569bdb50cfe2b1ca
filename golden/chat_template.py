"""A model's chat template: messages to the text that the model was trained on, as transformers renders it."""

import json
from datetime import datetime

from jinja2 import TemplateError
from jinja2.ext import Extension, loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment


class _Generation(Extension):
    """`{% generation %}`, with which templates mark what a model says: the content alone counts here."""

    tags = {"generation"}

    def parse(self, parser):
        next(parser.stream)
        return parser.parse_statements(["name:endgeneration"], drop_needle=True)


class ChatTemplate:
    """A template in Jinja with the `names` of the model's marks, "bos_token" and so on -> text."""

    def __init__(self, source, names):
        self.source, self.names = source, names

    def render(self, messages):
        """The text of a conversation, a list of dictionaries of role and content, up to where the model's next words
        begin. Raises ValueError, in one sentence, where the template fails."""
        try:
            template = _environment().from_string(self.source)
            return template.render(messages=messages, add_generation_prompt=True, tools=None, documents=None,
                                   **self.names)
        except Exception as error:  # a template's expressions raise whatever Python does
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ValueError(f"the model's chat template fails: {reason}; give the text as PROMPT=, or another "
                             "tokenizer with TOKENIZER=") from None


def _environment():
    """Jinja as transformers sets it up; a template cannot reach what it is not given."""
    environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True,
                                                extensions=[_Generation, loopcontrols])
    environment.filters["tojson"] = _to_json
    environment.globals["raise_exception"] = _raise
    environment.globals["strftime_now"] = lambda form: datetime.now().strftime(form)
    return environment


def _to_json(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def _raise(message):
    raise TemplateError(message)
