"""The characters, things and places that the stories are about."""

from collections import namedtuple
from dataclasses import dataclass


@dataclass(frozen=True)
class Character:
    """Someone with a name, a kind ("girl", "fox") and pronouns."""

    name: str
    kind: str
    he: str
    him: str
    his: str

    def __str__(self) -> str:
        return self.name

    @property
    def He(self) -> str:
        return self.he.capitalize()

    @property
    def His(self) -> str:
        return self.his.capitalize()


@dataclass(frozen=True)
class Thing:
    """Something one can own; `look` starts with a consonant, so that its article is "a"."""

    noun: str
    look: str

    def __str__(self) -> str:
        return self.noun

    @property
    def full(self) -> str:
        return f"{self.look} {self.noun}"

    @property
    def a(self) -> str:
        return f"a {self.full}"


@dataclass(frozen=True)
class Place:
    """Somewhere to go; `at` is the preposition for being there."""

    noun: str
    preposition: str

    def __str__(self) -> str:
        return self.noun

    @property
    def to(self) -> str:
        return f"to the {self.noun}"

    @property
    def at(self) -> str:
        return f"{self.preposition} the {self.noun}"


SHE = ("she", "her", "her")
HE = ("he", "him", "his")

GIRLS = tuple("Lily Mia Anna Sue Amy Lucy Rose Zoe Nina Ella Kate May".split())
BOYS = tuple("Tom Tim Ben Max Sam Jack Leo Dan Bob Finn Will Nick".split())
ANIMAL_NAMES = {"Dot": SHE, "Daisy": SHE, "Ruby": SHE, "Pip": HE, "Hop": HE, "Rusty": HE}
ANIMAL_KINDS = tuple("rabbit bear fox mouse duck frog cat dog bird pig".split())

CHILDREN = tuple(Character(name, "girl", *SHE) for name in GIRLS) + tuple(
    Character(name, "boy", *HE) for name in BOYS
)
ANIMALS = tuple(
    Character(name, kind, *pronouns) for name, pronouns in ANIMAL_NAMES.items() for kind in ANIMAL_KINDS
)
PARENTS = tuple(Character(name, "parent", *SHE) for name in ("mom", "grandma")) + tuple(
    Character(name, "parent", *HE) for name in ("dad", "grandpa")
)
STRANGERS = (Character("old man", "man", *HE), Character("old woman", "woman", *SHE))


def things(nouns: str, looks: str) -> tuple[Thing, ...]:
    """Every noun in every look."""
    return tuple(Thing(noun, look) for noun in nouns.split() for look in looks.split())


LOOKS = "red blue green yellow pink new shiny big little"
TOYS = things("ball kite boat car drum doll hat book bell truck train cup", LOOKS)
FLYERS = things("ball kite balloon hat plane", LOOKS)
BREAKABLE = things("kite boat car drum doll truck train wagon", LOOKS)


PARK = Place("park", "in")
GARDEN = Place("garden", "in")
POND = Place("pond", "by")
OUTDOORS = (
    PARK, GARDEN, POND, Place("beach", "on"), Place("forest", "in"), Place("farm", "on"),
    Place("river", "by"), Place("hill", "on"), Place("yard", "in"), Place("field", "in"),
)  # fmt: skip

HIDING_SPOTS = (
    "under a bush", "behind a tree", "in the tall grass", "behind a rock", "under a bench", "near the gate",
    "under some leaves", "next to the path", "behind the wall",
)  # fmt: skip


def table(fields: str, *rows: tuple[str, ...]) -> tuple:
    """Words that belong together: each row is drawn as one, its columns are named by `fields`."""
    row_type = namedtuple("Row", fields)
    return tuple(row_type(*row) for row in rows)
