"""What is measured of a module: its lines, branches and toggles, and the situations that are named for its block."""

import re
from collections import Counter
from dataclasses import dataclass, field

from llama2_rtl.code_coverage.counted.situations import LABEL

LINE, BRANCH, TOGGLE, SITUATION = MEASURES = ("line", "branch", "toggle", "situation")
"""Lines of processes; alternatives of each `if`, `case` and `?:`, the one that is not written among them; edges of each
bit in each direction; situations of `points`."""

_ALTERNATIVES = ("if", "elsif", "else", "case", "cond_then", "cond_else")
_BLOCK = re.compile(r"from the block (\w+)\(")


@dataclass(frozen=True, order=True)
class Item:
    """One thing that is reached or not: of which measure, where it stands, and which one it is there."""

    measure: str
    line: int
    column: int
    what: str


@dataclass
class Module:
    """A module with the Verilog `text` and, of each of its `Item`s, how often it was reached."""

    name: str
    text: str
    counts: Counter = field(default_factory=Counter)

    @property
    def block(self):
        """The block that gives it."""
        return _BLOCK.search(self.text)[1]

    def add(self, point, count):
        """Counts a `Point` of the module."""
        for item in items(point):
            self.counts[item] += count

    def of(self, measure):
        """Item -> count, of one measure."""
        return {item: count for item, count in sorted(self.counts.items()) if item.measure == measure}

    def said(self, item):
        """What an item is, in the module's words: by this a waiver names it."""
        code, _, comment = (words.strip() for words in self.text.splitlines()[item.line - 1].partition("//"))
        return {LINE: code, BRANCH: f"{item.what}: {code}", TOGGLE: item.what, SITUATION: comment}[item.measure]


def items(point):
    """The `Item`s that a `Point` counts."""
    if point.kind == "toggle":
        yield Item(TOGGLE, point.line, point.column, point.comment)
    elif point.kind == "user":
        yield Item(SITUATION, point.line, point.column, point.comment.removeprefix(LABEL))
    else:
        if point.comment in _ALTERNATIVES:
            yield Item(BRANCH, point.line, point.column, point.comment)
        for line in point.lines:
            yield Item(LINE, line, 0, "")
