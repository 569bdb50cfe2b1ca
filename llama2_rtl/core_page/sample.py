"""What the core writes: golden's answer to a prompt, which the Verilog equals token by token."""

from dataclasses import dataclass

from llama2_rtl.filters import Chance
from llama2_rtl.script import Prompt, golden_turns
from llama2_rtl.story_text import StoryText

MOST_TOKENS = 200
"""Of the answer: a large model takes seconds for each."""


@dataclass(frozen=True)
class Sample:
    """The prompt's text, the text that follows, and how many tokens that is."""

    prompt: str
    answer: str
    tokens: int


def sample(core, tokenizer, prompt, progress):
    """The Sample of the likeliest tokens after the tokens `prompt`; `progress` is a Progress."""
    steps = min(MOST_TOKENS, core.preset.context - len(prompt) + 1)
    (turn,) = golden_turns(core.preset, core.checkpoint, Prompt(prompt, steps), Chance(0, 0), progress)
    text = StoryText(tokenizer)
    given = "".join(map(text, prompt))
    return Sample(given, "".join(map(text, turn.answer)) + text.end(), len(turn.answer))
