"""Constants that keep their names on the way to Verilog: the states of a machine, the destinations of a result."""

import re

from llama2_rtl.converters.hdl.private import install_names


class Named(int):
    """A constant of `bits` bits that Verilog calls by its `name`, declared as a `localparam`."""

    def __new__(cls, name, value, bits):
        constant = super().__new__(cls, value)
        constant.name, constant.bits = name, bits
        return constant

    def __str__(self):
        return self.name

    @property
    def declaration(self):
        """The `localparam`."""
        width = f"[{self.bits - 1}:0] " if self.bits > 1 else ""
        return f"localparam {width}{self.name} = {self.bits}'d{int(self)};"


install_names(lambda value: value.name if isinstance(value, Named) else None)


def named(names):
    """Constants 0, 1, 2, ... of the names in a text, as wide as the last one needs."""
    names = names.split()
    bits = max(1, (len(names) - 1).bit_length())
    return tuple(Named(name, value, bits) for value, name in enumerate(names))


def declarations(text, objects):
    """The `localparam`s of all Named among `objects` whose names stand in the Verilog `text`, in the order of their
    values. Raises ValueError where one name means two constants."""
    constants = {}
    for constant in objects:
        if isinstance(constant, Named):
            known = constants.setdefault(constant.name, constant)
            if (int(known), known.bits) != (int(constant), constant.bits):
                raise ValueError(f"the name {constant.name} means {int(known)} and {int(constant)}; rename one")
    used = constants.keys() & set(re.findall(r"\b[A-Z]\w*", re.sub(r"//.*", "", text)))
    return [constants[name].declaration for name in sorted(used, key=lambda name: (int(constants[name]), name))]
