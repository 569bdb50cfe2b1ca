"""Verilator's file of counts: a line for each point of the Verilog, told by keys and values, with how often it was
reached by all instances of its module together."""

import re
from dataclasses import dataclass

FIRST_LINE = "# SystemC::Coverage-3"

_COUNT = re.compile(r"C '(.*)' (\d+)")
_FIELD = re.compile(r"\x01([^\x02]*)\x02([^\x01]*)")
_QUOTED = re.compile(r"%([0-9A-F]{2})")


@dataclass(frozen=True)
class Point:
    """A point of the Verilog `file`, as Verilator tells it: its `kind` ("line", "branch", "toggle" or "user"), the
    place where it begins, in `comment` what it is there, and the numbers of the `lines` that are run with it."""

    file: str
    kind: str
    line: int
    column: int
    comment: str
    lines: tuple


def read_counts(path):
    """`(Point, count)` of each line of the file `path`. Raises ValueError where it is none of Verilator's."""
    with path.open() as file:
        if next(file, "").rstrip() != FIRST_LINE:
            raise ValueError(f"{path} does not begin as a file of Verilator's counts does")
        for number, row in enumerate(file, 2):
            found = _COUNT.fullmatch(row.rstrip("\n"))
            if not found:
                raise ValueError(f"line {number} of {path} is no count")
            fields = {key: _QUOTED.sub(lambda code: chr(int(code[1], 16)), value)
                      for key, value in _FIELD.findall(found[1])}
            yield Point(fields["f"], fields["t"], int(fields["l"]), int(fields["n"]), fields["o"],
                        tuple(_numbers(fields.get("S", "")))), int(found[2])


def _numbers(ranges):
    """The numbers of `7,12-15`."""
    for part in filter(None, ranges.split(",")):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)
