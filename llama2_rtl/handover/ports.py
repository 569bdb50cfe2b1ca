"""The ports of the top as an integrator sees them: direction, width, protocol, and what each is for."""

import re
from dataclasses import dataclass

CLOCK, RESET = "aclk", "aresetn"

_STREAM = re.compile(r"([sm]_axis\w*)_t(valid|ready|data|last)")


@dataclass(frozen=True)
class Port:
    """`stream` is the AXI4-Stream interface that the port belongs to, None for all others."""

    name: str
    direction: str
    width: int
    stream: str | None
    note: str

    @property
    def protocol(self):
        """The standard that the port follows."""
        if self.stream:
            return f"AXI4-Stream {'subordinate' if self.stream.startswith('s') else 'manager'} `{self.stream}`"
        return {CLOCK: "clock, rising edge", RESET: "reset, active low, synchronous to the clock"}.get(
            self.name, "level, synchronous to the clock")

    @property
    def range(self):
        """The Verilog range in front of the name, empty for one bit."""
        return f"[{self.width - 1}:0] " if self.width > 1 else ""

    @property
    def pins(self):
        """The pattern that names the port's bits in constraints."""
        return f"{self.name}[*]" if self.width > 1 else self.name


def ports_of(converted, notes):
    """The `Port`s of a `Converted` top, in its order; `notes` says what each is for. Raises ValueError where the notes
    are not about exactly these ports."""
    if set(notes) != set(converted.shapes):
        raise ValueError(f"the notes on ports name {sorted(notes)}, the top has {sorted(converted.shapes)}")
    result = []
    for name, (width, _) in converted.shapes.items():
        stream = _STREAM.fullmatch(name)
        direction = "output" if name in converted.outputs else "input"
        result.append(Port(name, direction, width, stream and stream[1], notes[name]))
    return result
