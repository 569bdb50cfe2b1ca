"""The ports of the top as an integrator sees them: direction, width, protocol, and what each is for."""

import re
from dataclasses import dataclass

CLOCK, RESET, INTERRUPT = "aclk", "aresetn", "irq"

STREAM, LITE, FULL = "AXI4-Stream", "AXI4-Lite", "AXI4"
"""The standards of the interfaces."""

_INTERFACES = {STREAM: re.compile(r"([sm]_axis)_(t\w+)"), LITE: re.compile(r"(s_axil)_(\w+)"),
               FULL: re.compile(r"(m_axi(?:_\d+)?)_(\w+)")}


@dataclass(frozen=True)
class Port:
    """`interface` is the one that the port belongs to, of `standard` and there under the name `signal`; all three are
    None for a port by itself."""

    name: str
    direction: str
    width: int
    note: str
    interface: str | None = None
    standard: str | None = None
    signal: str | None = None

    @property
    def protocol(self):
        """The standard that the port follows."""
        if self.interface:
            role = "subordinate" if self.interface.startswith("s") else "manager"
            return f"{self.standard} {role} `{self.interface}`"
        return {CLOCK: "clock, rising edge", RESET: "reset, active low, synchronous to the clock",
                INTERRUPT: "interrupt, level, active high"}.get(self.name, "level, synchronous to the clock")

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
        direction = "output" if name in converted.outputs else "input"
        result.append(Port(name, direction, width, notes[name], *_interface(name)))
    return result


def _interface(name):
    for standard, pattern in _INTERFACES.items():
        if match := pattern.fullmatch(name):
            return match[1], standard, match[2]
    return None, None, None
