"""What a register is made of: the terms in which `register_map` speaks."""

from collections.abc import Callable
from dataclasses import dataclass

REGISTER_BITS = 32

CONSTANT = "constant"
"""Says what the core is; a write changes nothing."""
READ_WRITE = "read, write"
"""Keeps what was written."""
PULSE = "write 1"
"""Acts once for every 1 written; reads as 0."""
ACKNOWLEDGE = "read, write 1 to clear"
"""Says what has happened; every 1 written sets its bit to 0, a 0 changes nothing."""
STATE = "read"
"""Says what the core does; a write changes nothing."""
COUNTER = "counter"
"""Half of a count of 64 bits: a read of the lower half keeps the upper one of the same moment."""


@dataclass(frozen=True)
class Field:
    """Bits `low` and up of a register. `reset` is the value after reset; `value` gives a constant's of a Geometry."""

    name: str
    low: int
    bits: int
    access: str
    what: str
    reset: int = 0
    value: Callable = None

    @property
    def mask(self):
        """The field's bits in the register."""
        return ((1 << self.bits) - 1) << self.low

    @property
    def place(self):
        """`high:low`, or the one bit."""
        return f"{self.low + self.bits - 1}:{self.low}" if self.bits > 1 else str(self.low)


@dataclass(frozen=True)
class Register:
    """A word of 32 bits at the byte `offset`; bits outside the fields read as 0. All fields have the same access."""

    name: str
    offset: int
    fields: tuple

    @property
    def access(self):
        return self.fields[0].access

    @property
    def index(self):
        """The word's number."""
        return self.offset // 4

    @property
    def mask(self):
        """All bits that mean something."""
        return sum(field.mask for field in self.fields)

    @property
    def reset(self):
        """The word after reset."""
        return self.encode(**{field.name: field.reset for field in self.fields})

    def bit(self, name):
        """The place of the field `name`, of one bit."""
        return next(field.low for field in self.fields if field.name == name and field.bits == 1)

    def encode(self, **values):
        """The word of fields by name, those not named 0. Raises ValueError for an unknown field or one too large."""
        known, word = {field.name: field for field in self.fields}, 0
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"the register {self.name} has no field {name}; it has {', '.join(known)}")
            if not 0 <= value < 1 << known[name].bits:
                raise ValueError(f"{self.name}.{name} is {value}; it has {known[name].bits} bits")
            word |= value << known[name].low
        return word

    def decode(self, word):
        """Field name -> value."""
        return {field.name: (word & field.mask) >> field.low for field in self.fields}

    def constant(self, geometry):
        """The word of a register of constants."""
        return self.encode(**{field.name: field.value(geometry) for field in self.fields})
