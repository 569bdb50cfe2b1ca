"""The modules of one block as one: what differs between their texts are numbers, so that what one of them reaches the
block has reached."""

from collections import Counter
from dataclasses import dataclass, field

from llama2_rtl.code_coverage.measures import BRANCH, LINE
from llama2_rtl.mutation.mutations import shape


@dataclass(frozen=True, order=True)
class Place:
    """An item of a block: of lines and branches the shape of the code, which of the lines of that shape it is, and of
    the alternatives of a line, which one; of others `what` alone."""

    measure: str
    shape: str
    occurrence: int
    ordinal: int
    what: str


@dataclass
class Block:
    """The `modules` of a block, with how often each `Place` was reached by all of them; `examples` has for each of
    these the first `Module` that has it, and its `Item` there."""

    name: str
    modules: list = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    examples: dict = field(default_factory=dict)

    @property
    def block(self):
        """As of a `Module`."""
        return self.name

    def add(self, module):
        """Takes a `Module` of the block in."""
        self.modules.append(module)
        for item, place in places(module).items():
            self.counts[place] += module.counts[item]
            self.examples.setdefault(place, (module, item))

    def of(self, measure):
        """As of a `Module`, in the order of the lines."""
        found = {place: count for place, count in self.counts.items() if place.measure == measure}
        return dict(sorted(found.items(), key=lambda pair: self.examples[pair[0]][1]))

    def said(self, place):
        """As of a `Module`."""
        module, item = self.examples[place]
        return module.said(item)


def by_block(modules):
    """The `Block`s of the modules."""
    found = {}
    for module in modules:
        found.setdefault(module.block, Block(module.block)).add(module)
    return [found[name] for name in sorted(found)]


def places(module):
    """`Item` of a `Module` -> its `Place` in the block."""
    of_line, seen = {}, Counter()
    for number, row in enumerate(module.text.splitlines(), 1):
        own = shape(row.partition("//")[0])
        of_line[number] = own, seen[own]
        seen[own] += 1
    found, alternatives = {}, Counter()
    for item in sorted(module.counts):
        if item.measure in (LINE, BRANCH):
            ordinal = alternatives[item.measure, item.line, item.what]
            alternatives[item.measure, item.line, item.what] += 1
            found[item] = Place(item.measure, *of_line[item.line], ordinal, item.what)
        else:
            found[item] = Place(item.measure, "", 0, 0, item.what)
    return found
