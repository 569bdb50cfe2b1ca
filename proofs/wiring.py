"""What a module's Verilog connects its instances to."""

import re
from dataclasses import dataclass

_INSTANCE = re.compile(r"^(\w+) (\w+) \(\n((?:    \.\w+\(.*\),?\n)+)\);$", re.M)
_PIN = re.compile(r"^    \.(\w+)\((.*?)\),?$", re.M)
_ALIAS = re.compile(r"^assign (\w+) = \(?(\w+)\)?;$", re.M)
_NAME = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True)
class Instance:
    """An instance in a module: the Verilog name of its module, its label, port -> wire, None where it is connected to
    what is no single wire, port -> what it is connected to as it is written, and the whole as it is written."""

    module: str
    label: str
    pins: dict
    written: dict
    text: str


def instances(text):
    """The instances in the Verilog `text` of a module."""
    aliases = dict(_ALIAS.findall(text))
    found = []
    for match in _INSTANCE.finditer(text):
        module, label, pins = match.groups()
        written = dict(_PIN.findall(pins))
        found.append(Instance(module, label, {port: _wire(pin, aliases) for port, pin in written.items()}, written,
                              match[0]))
    return found


def root(wire, text):
    """The wire that `wire` is assigned from, through any number of assignments of whole wires."""
    return _root(wire, dict(_ALIAS.findall(text)))


def _wire(pin, aliases):
    return _root(pin, aliases) if _NAME.fullmatch(pin) else None


def _root(wire, aliases):
    while wire in aliases and _NAME.fullmatch(aliases[wire]):
        wire = aliases[wire]
    return wire
