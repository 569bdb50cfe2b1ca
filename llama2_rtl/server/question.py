"""What a client asks: the body of a request for a chat completion, as far as a core can do it."""

from dataclasses import dataclass

from llama2_rtl.filters import Chance
from llama2_rtl.golden.conversation import USER
from llama2_rtl.golden.sampling_formats import check_seed, inverse_temperature, token_filters

ROLES = dict(system="system", developer="system", user=USER, assistant="assistant")
"""Role in the protocol -> role that chat templates know."""

UNABLE = dict(n=(None, 1), logprobs=(None, False), tools=(None, []), functions=(None, []), frequency_penalty=(None, 0),
              presence_penalty=(None, 0), logit_bias=(None, {}), stop=(None, [], ""),
              response_format=(None, {"type": "text"}))
"""Field that asks for what the core cannot do -> its values that ask for nothing."""


class BadQuestion(ValueError):
    """A sentence for the client about the field `param` of its request."""

    def __init__(self, sentence, param=None):
        super().__init__(sentence)
        self.param = param


@dataclass(frozen=True)
class Defaults:
    """What a request leaves open: the options of the command, as `llama2_rtl.filters` has them, and the `entries` of
    the sampler's list."""

    temperature: float
    seed: int
    top_k: int
    top_p: float
    min_p: float
    repeat_penalty: float
    repeat_last_n: int
    entries: int


@dataclass(frozen=True)
class Question:
    """`messages` of role and content, the last one the user's; the Chance of the tokens; `max_tokens`, 0 for no limit;
    whether the answer is to `stream`, and then to end with what it has used."""

    messages: list
    chance: Chance
    max_tokens: int
    stream: bool
    stream_usage: bool


def read_question(body, defaults):
    """The Question in the JSON of a request. Raises BadQuestion for what is wrong and for what the core cannot do."""
    if not isinstance(body, dict):
        raise BadQuestion("the body is no JSON object")
    for name, nothing in UNABLE.items():
        if body.get(name) not in nothing:
            raise BadQuestion(f"this core cannot do '{name}'; leave it away", name)
    options = _of(body, "stream_options", dict, {})
    return Question(_messages(body), _chance(body, defaults), _max_tokens(body), _of(body, "stream", bool, False),
                    bool(options.get("include_usage")))


def _of(body, name, kinds, usual):
    """The value of a field, `usual` where there is none."""
    value = body.get(name)
    if value is None:
        return usual
    if not isinstance(value, kinds) or isinstance(value, bool) and kinds is not bool:
        raise BadQuestion(f"'{name}' is {value!r}, which it cannot be", name)
    return value


def _messages(body):
    messages = body.get("messages")
    if not isinstance(messages, list) or not messages:
        raise BadQuestion("give the conversation in 'messages', its last one the user's", "messages")
    read = [_message(message) for message in messages]
    if read[-1]["role"] != USER:
        raise BadQuestion("the last message is to be the user's: the core goes on behind it", "messages")
    return read


def _message(message):
    if not isinstance(message, dict) or message.get("role") not in ROLES:
        raise BadQuestion(f"a message has one of the roles {', '.join(ROLES)}", "messages")
    content = message.get("content")
    if isinstance(content, list) and all(isinstance(part, dict) and part.get("type") == "text"
                                         and isinstance(part.get("text"), str) for part in content):
        content = "".join(part["text"] for part in content)
    if not isinstance(content, str):
        raise BadQuestion("a message's content is a text: this core hears nothing else", "messages")
    return dict(role=ROLES[message["role"]], content=content)


def _max_tokens(body):
    for name in ("max_completion_tokens", "max_tokens"):
        if (most := _of(body, name, int, None)) is not None:
            if most < 1:
                raise BadQuestion(f"'{name}' is {most}; ask for at least one token", name)
            return most
    return 0


def _chance(body, defaults):
    numbers = {name: _of(body, name, kinds, getattr(defaults, name)) for name, kinds in (
        ("temperature", (int, float)), ("seed", int), ("top_k", int), ("top_p", (int, float)), ("min_p", (int, float)),
        ("repeat_penalty", (int, float)), ("repeat_last_n", int))}
    if not numbers["top_k"] and (numbers["top_p"] != 1 or numbers["min_p"]):
        numbers["top_k"] = defaults.entries  # of no more tokens the core knows the likeliest
    try:
        return Chance(inverse_temperature(numbers.pop("temperature")), check_seed(numbers.pop("seed")),
                      token_filters(**numbers, longest=defaults.entries))
    except ValueError as error:
        raise BadQuestion(str(error)) from None
