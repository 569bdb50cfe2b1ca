"""Mutations of a block: one edit of a line of its Verilog, found again in the modules that other parameters give."""

import re
from dataclasses import dataclass

from llama2_rtl.converters.hdl.checks import BEGIN, END
from llama2_rtl.mutation.edits import edits
from llama2_rtl.mutation.lines import Line, lines

_NUMBER = re.compile(r"\b\d+(?:'[bdh][0-9a-fA-F]+)?\b")


@dataclass(frozen=True, order=True)
class Mutation:
    """The edit called `edit` at the `place`-th word of a line of `block`: of the `occurrence`-th line, from 0, that has
    this `shape`, its code with # in place of numbers."""

    block: str
    shape: str
    occurrence: int
    edit: str
    place: int


def shape(code):
    """The code of a line with # in place of its numbers: modules of one block differ in these."""
    return _NUMBER.sub("#", code.strip())


def mutations(block, text, pins):
    """`Mutation` -> `Change` of all that there are in the `text` of a module of `block`. pins: module -> port ->
    (direction, bits), of those that it places."""
    seen, found = {}, {}
    for line in lines(_without_rules(text), pins):
        own = shape(line.code)
        occurrence = seen[own] = seen.get(own, -1) + 1
        for edit, place, changed in edits(line):
            found[Mutation(block, own, occurrence, edit, place)] = Change(line, changed)
    return found


@dataclass(frozen=True)
class Change:
    """The `line` of a module, and the code that takes its place."""

    line: Line
    code: str

    def in_text(self, text):
        """The module's `text` with the change."""
        before, after = self.line.code.split("\n"), self.code.split("\n")
        rows = text.split("\n")
        first = self.line.number - 1
        assert [row.partition("//")[0].rstrip() for row in rows[first:first + len(before)]] == before
        return "\n".join(rows[:first] + after + rows[first + len(before):])


def _without_rules(text):
    """The text with empty lines in place of the assertions, so that lines keep their numbers."""
    return re.sub(rf"^{re.escape(BEGIN)}\n.*?^{re.escape(END)}", lambda rules: "\n" * rules[0].count("\n"), text,
                  flags=re.M | re.S)
