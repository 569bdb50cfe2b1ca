"""Situations that a test has to bring about, named by a condition in a block's own Verilog."""

import re
from dataclasses import dataclass

SITUATIONS = {}
"""Block -> the functions that give its `Situation`s, each from the module (`Converted`)."""

LABEL = "situation$"
"""How the labels of cover statements begin, unlike any name of a module."""


@dataclass(frozen=True)
class Situation:
    """That the `condition`, in the names of the module, holds at an edge of its clock `clk`; `sentence` says what that
    is. The names of a module's situations differ."""

    name: str
    condition: str
    sentence: str
    clk: str = "clk"


def situations_of(*blocks):
    """Decorator: the function gives the situations of each of the `blocks`, called with the module."""
    def register(function):
        for block in blocks:
            SITUATIONS.setdefault(block, []).append(function)
        return function
    return register


def situations(entry):
    """The `Situation`s of a module (`Converted`)."""
    from llama2_rtl.code_coverage.counted import points  # noqa: F401  each registers its own
    return [one for function in SITUATIONS.get(entry.block, ()) for one in function(entry)]


def constants(entry, prefix=""):
    """Names of the module's local parameters, as an enumeration's, in the order of their values."""
    found = re.findall(rf"^localparam \[\d+:0\] ({prefix}\w+) = \d+'d(\d+);$", entry.text, re.M)
    return [name for name, _ in sorted(found, key=lambda pair: int(pair[1]))]
