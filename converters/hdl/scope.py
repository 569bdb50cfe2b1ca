"""The block that is being elaborated: the names of its wires, and the pieces that its vectors are driven by."""

import sys
from contextlib import contextmanager

from llama2_rtl.converters.hdl.private import name_of, shape_of

_scopes = []


class Scope:
    """`names`: wires named by `wire`. `clocking`: what its instances inherit as `clk` and `rst`. A vector that several
    instances drive in parts is written as one concatenation of their wires: Icarus Verilog resolves several drivers of
    one vector bit by bit, which halves its speed."""

    def __init__(self, code, clocking):
        self.code, self.clocking, self.names, self._pieces, self._drivers = code, clocking, {}, {}, {}

    def driven_by(self, signal, port):
        """The whole of `signal` is driven by an instance's `port`. Raises ValueError where another one drives it."""
        _, driver = self._drivers.setdefault(id(signal), (signal, port))
        if driver != port:
            raise ValueError(f"{port} and {driver} drive one wire")

    def drive(self, part, text):
        """The bits of `part` are driven by the expression that `text()` gives once all signals have their names."""
        signal, pieces = self._pieces.setdefault(id(part.signal), (part.signal, []))
        pieces.append((part.low, part.width, text))

    def concatenations(self):
        """A text for each vector driven in parts: the `assign` that puts it together.

        Raises ValueError where bits are driven twice or not at all.
        """
        return [_Concatenation(signal, sorted(pieces, key=lambda piece: piece[0]))
                for signal, pieces in self._pieces.values()]


class _Concatenation:
    def __init__(self, signal, pieces):
        self.signal, self.pieces = signal, pieces
        bit = 0
        for low, width, text in pieces:
            if low != bit:
                fault = "driven twice" if low < bit else "not driven"
                raise ValueError(f"bit {min(low, bit)} of a vector is {fault}, below {text()}")
            bit = low + width
        if bit != shape_of(signal)[0]:
            raise ValueError(f"bit {bit} of a vector is not driven, above {pieces[-1][2]()}")

    def __str__(self):
        parts = ",\n    ".join(text() for _, _, text in reversed(self.pieces))
        return f"assign {name_of(self.signal)} = {{\n    {parts}\n}};"


@contextmanager
def elaborating(func, clocking):
    """While the block `func` with the ports `clocking`, port name -> signal, is elaborated: its `Scope`."""
    _scopes.append(Scope(func.__code__, clocking))
    try:
        yield _scopes[-1]
    finally:
        _scopes.pop()


def current_scope():
    """The `Scope` of the block that is being elaborated."""
    return _scopes[-1]


def wire(signal, name):
    """Give a signal its Verilog name where it is no local variable of the block (in a loop or in a list)."""
    current_scope().names[name] = signal
    return signal


def block_frame():
    """The frame of the block that is being elaborated: its local variables name the wires."""
    frame = sys._getframe(1)
    while frame.f_code is not current_scope().code:
        frame = frame.f_back
    return frame
