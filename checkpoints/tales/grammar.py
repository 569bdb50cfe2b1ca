"""The template language of the stories: `[a|b|c]` picks one alternative, `{slot}` inserts a word."""

import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

CHOICE = re.compile(r"\[([^\[\]]*)\]")

Beat = Sequence[str]
"""Alternatives for one moment of a story; exactly one of them is told. An empty one skips the moment."""


@dataclass(frozen=True)
class Plot:
    """What happens in a kind of story.

    cast: slot names (separated by blanks) to the pool they are drawn from, without repetition.
    setup: what follows after the hero has been introduced.
    start: how the story starts where the hero is not introduced.
    middle, ending: the beats of the second and third paragraph.
    """

    cast: Mapping[str, Sequence]
    setup: Beat
    start: Beat
    middle: Sequence[Beat]
    ending: Sequence[Beat]


def draw_cast(rng: random.Random, cast: Mapping[str, Sequence]) -> dict:
    """Fill each slot of `cast` with a member of its pool."""
    filled = {}
    for slots, pool in cast.items():
        names = slots.split()
        filled.update(zip(names, rng.sample(pool, len(names)), strict=True))
    return filled


def expand(rng: random.Random, template: str, slots: Mapping[str, object]) -> str:
    """Resolve the choices in `template`, innermost first, and then its slots."""
    while CHOICE.search(template):
        template = CHOICE.sub(lambda match: rng.choice(match[1].split("|")), template)
    return template.format_map(slots)


def tell(rng: random.Random, beats: Sequence[Beat], slots: Mapping[str, object]) -> str:
    """One paragraph: an alternative of each beat, in order."""
    sentences = (expand(rng, rng.choice(beat), slots) for beat in beats)
    return " ".join(sentence for sentence in sentences if sentence)
