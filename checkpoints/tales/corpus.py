"""Little children's stories from a grammar, the same for the same seed.

python -m llama2_rtl.checkpoints.tales.corpus --stories 3 --seed 1
"""

import argparse
import random
from collections.abc import Iterator

from . import plots_deeds, plots_making, plots_meeting, plots_things
from .grammar import Plot, draw_cast, tell
from .words import ANIMALS, CHILDREN, OUTDOORS, PARENTS

PLOTS = plots_things.PLOTS + plots_deeds.PLOTS + plots_making.PLOTS + plots_meeting.PLOTS

INTRODUCTION = (
    "Once upon a time, there was a [little|small|kind|happy|young] {h.kind} named {h}.",
    "{h} was a [little|small|kind|happy|young] {h.kind}.",
    "In a [small|quiet] [house|town] [by the sea|near the forest|on a hill] lived a {h.kind} named {h}.",
)
HABIT = (
    "{h.He} [loved|liked] to [play|run and jump|sing|be] {home.at}.",
    "{h.He} lived with {h.his} {m} and liked to [draw|sing|help|read].",
    "",
    "",
    "",
)
INTRODUCED = 0.7  # the share of stories that introduce their hero
ANIMAL_SHARE = 0.25  # the share of characters that are animals
MAX_WORDS = 70  # a longer story is told again, so that every one fits the context with room to spare


def draw_characters(rng: random.Random) -> dict:
    """A hero `h`, a friend `f` of another name and a parent `m`."""
    hero, friend = (rng.choice(ANIMALS if rng.random() < ANIMAL_SHARE else CHILDREN) for _ in range(2))
    while friend.name == hero.name:
        friend = rng.choice(CHILDREN)
    return {"h": hero, "f": friend, "m": rng.choice(PARENTS), "home": rng.choice(OUTDOORS)}


def draft(rng: random.Random, plot: Plot) -> str:
    """A story of any length: three paragraphs, separated by newlines."""
    slots = draw_characters(rng) | draw_cast(rng, plot.cast)
    opening = (INTRODUCTION, HABIT, plot.setup) if rng.random() < INTRODUCED else (plot.start,)
    return "\n".join(tell(rng, beats, slots) for beats in (opening, plot.middle, plot.ending))


def story(rng: random.Random) -> str:
    """A story of at most MAX_WORDS words."""
    plot = rng.choice(PLOTS)
    while len((text := draft(rng, plot)).split()) > MAX_WORDS:
        pass
    return text


def stories(count: int, seed: int) -> Iterator[str]:
    """`count` stories; the sequence depends on `seed` alone."""
    rng = random.Random(seed)
    for _ in range(count):
        yield story(rng)


def main() -> None:
    parser = argparse.ArgumentParser(description="Print little stories, separated by empty lines.")
    parser.add_argument("--stories", type=int, default=3, help="how many (default 3)")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other stories (default 1)")
    arguments = parser.parse_args()
    if arguments.stories < 0:
        parser.error("--stories must not be negative")
    print("\n\n".join(stories(arguments.stories, arguments.seed)))


if __name__ == "__main__":
    main()
