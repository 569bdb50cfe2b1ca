"""What a port can be connected to besides a whole signal: a part of one, a constant, or nothing."""

from llama2_rtl.converters.hdl.indexed import Indexed
from llama2_rtl.converters.hdl.private import name_of, shape_of


class Part:
    """Bits `high-1 .. low` of a signal, as a port connection."""

    def __init__(self, signal, high, low):
        self.signal, self.high, self.low = signal, high, low

    @property
    def width(self):
        return self.high - self.low

    @property
    def is_whole(self):
        return self.width == shape_of(self.signal)[0]

    def verilog(self):
        if self.is_whole:
            return name_of(self.signal)
        if self.width == 1:
            return f"{name_of(self.signal)}[{self.low}]"
        return f"{name_of(self.signal)}[{self.high - 1}:{self.low}]"


class Const:
    """A constant as an input's connection."""

    def __init__(self, value, width):
        self.value, self.width = value, width

    def verilog(self):
        return f"{self.width}'d{self.value % (1 << self.width)}"


class Open:
    """An output that this parent does not use."""

    def __init__(self, width):
        self.width = width

    def verilog(self):
        return ""


def part(signal, index, width):
    """Element `index` of a packed vector whose elements are `width` bits wide."""
    return Part(signal, (index + 1) * width, index * width)


def as_connection(connection):
    """The same, a signal as the `Part` that is all of it."""
    if isinstance(connection, (Part, Const, Open, Indexed)):
        return connection
    return Part(connection, shape_of(connection)[0], 0)
