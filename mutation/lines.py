"""The lines of a generated module that a mutation may change, each with what it is."""

import re
from dataclasses import dataclass

DECLARATION, CONDITION, RESET, RESET_VALUE, LOAD, LOGIC, PINS = (
    "declaration", "condition", "reset", "reset value", "load", "logic", "pins")
"""Kinds: of a register or wire; `if`; `if` of a reset; what a register has after one; what one takes at a clock edge;
anything else that is computed; two pins of an instance that could be taken for each other."""

_HEADER_END = re.compile(r"^\);$", re.M)
_DECLARATION = re.compile(r"^(reg|wire) ")
_SKIPPED = re.compile(r"^(endmodule|end|else begin|begin|always|localparam|initial|integer|\(\*|`|\);|\w+ \w+ \($|case"
                      r"|endcase|default:|for |\$|\w+: begin$|\w+'[bdh]\w+: begin$|else$)")
_IF = re.compile(r"^(?:else )?if \(.*\) begin$")
_IF_RESET = re.compile(r"^if \(\w+ == 1\) begin$")
_LOAD = re.compile(r"^\w+(?:\[[^\]]*\])* <= .*;$")
_PIN = re.compile(r"^\.(\w+)\((\w+(?:\[[\d:]+\])?)\),?$")
_INSTANCE = re.compile(r"^(\w+) \w+ \($")


@dataclass(frozen=True)
class Line:
    """Line `number`, from 1, of a module; its `code` without comments, of PINS that of two lines."""

    number: int
    kind: str
    code: str


def lines(text, pins):
    """The `Line`s of a module's text behind its ports. pins: module -> port -> (direction, bits), of those that it
    places."""
    rows = [row.partition("//")[0].rstrip() for row in text.split("\n")]
    begin = text[:_HEADER_END.search(text).end()].count("\n") + 1
    clocked = in_reset = False
    placed = {}
    for at in range(begin, len(rows)):
        row, code = rows[at], rows[at].strip()
        if found := _INSTANCE.match(code):
            placed = pins.get(found[1], {})
        if code.startswith("always"):
            clocked = "posedge" in code
        if in_reset and code == "end":
            in_reset = False
        if not code:
            continue
        if _PIN.match(code):
            if at + 1 < len(rows) and _alike(code, rows[at + 1].strip(), placed):
                yield Line(at + 1, PINS, f"{row}\n{rows[at + 1]}")
        elif _IF_RESET.match(code) and clocked and rows[at - 1].startswith("always"):
            in_reset = True
            yield Line(at + 1, RESET, row)
        elif not code.startswith(".") and not _SKIPPED.match(code):
            yield Line(at + 1, _kind(code, clocked, in_reset), row)


def _kind(code, clocked, in_reset):
    if _DECLARATION.match(code):
        return DECLARATION
    if _IF.match(code):
        return CONDITION
    if clocked and _LOAD.match(code):
        return RESET_VALUE if in_reset else LOAD
    return LOGIC


def _alike(one, other, placed):
    """Whether two lines are pins of one direction and width with different wires."""
    pins = [_PIN.match(code) for code in (one, other)]
    if not all(pins) or pins[0][2] == pins[1][2]:
        return False
    first, second = (placed.get(pin[1]) for pin in pins)
    return first is not None and first == second
