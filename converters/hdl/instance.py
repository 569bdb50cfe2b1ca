"""Placing a module in its parent: the one place that touches MyHDL's private classes.

MyHDL flattens a hierarchy. Here a child is a MyHDL block without generators whose user-defined Verilog is the
instantiation; the child itself is converted on its own (`convert.py`).
"""

import sys
from contextlib import contextmanager

from myhdl import block
from myhdl._extractHierarchy import _UserVerilogCode

from converters.hdl.dialect import check_name
from converters.hdl.signals import shape_of


class Part:
    """Bits `high-1 .. low` of a signal, as a port connection."""

    def __init__(self, signal, high, low):
        self.signal, self.high, self.low = signal, high, low

    @property
    def width(self):
        return self.high - self.low

    def verilog(self):
        if self.width == shape_of(self.signal)[0]:
            return self.signal._name
        if self.width == 1:
            return f"{self.signal._name}[{self.low}]"
        return f"{self.signal._name}[{self.high - 1}:{self.low}]"


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


def _whole(connection):
    if isinstance(connection, (Part, Const, Open)):
        return connection
    return Part(connection, shape_of(connection)[0], 0)


class _Instantiation(_UserVerilogCode):
    """The Verilog of one instantiation, written when the parent's wires have their names."""

    __slots__ = ["module_name", "label", "connections"]

    def __init__(self, module_name, label, connections):
        super().__init__("", {}, label, None, "", 0)
        self.module_name, self.label, self.connections = module_name, label, connections

    def __str__(self):
        pins = ",\n".join(f"    .{port}({wire.verilog()})" for port, wire in self.connections)
        return f"\n{self.module_name} {self.label} (\n{pins}\n);\n"


@block
def _placed():
    return []


_scopes = []


@contextmanager
def elaborating(func):
    """While the block `func` is elaborated: a dict of the wires that `wire` names."""
    _scopes.append((func.__code__, {}))
    try:
        yield _scopes[-1][1]
    finally:
        _scopes.pop()


def wire(signal, name):
    """Give a signal its Verilog name where it is no local variable of the block (in a loop or in a list)."""
    _scopes[-1][1][name] = signal
    return signal


def block_frame():
    """The frame of the block that is being elaborated: its local variables name the wires."""
    frame = sys._getframe(1)
    while frame.f_code is not _scopes[-1][0]:
        frame = frame.f_back
    return frame


def instance(label, child, connections, **params):
    """Place `child` with instance name `label`; `connections` maps each port to a signal, `Part`, `Const` or `Open`.

    Raises ValueError where a port is missing, unknown, or of another width than what it is connected to.
    """
    from converters.hdl.convert import converted
    check_name(label, "instance")
    done = converted(child, params)
    wires = {port: _whole(wire) for port, wire in connections.items()}
    if missing := [port for port in done.shapes if port not in wires]:
        raise ValueError(f"{label}: {child.name} has no connection for {', '.join(missing)}")
    if unknown := [port for port in wires if port not in done.shapes]:
        raise ValueError(f"{label}: {child.name} has no port {', '.join(unknown)}")
    for port, (width, _) in done.shapes.items():
        if wires[port].width != width:
            raise ValueError(f"{label}: {child.name}.{port} is {width} bits wide, its wire {wires[port].width}")
        if isinstance(wires[port], Part):
            _mark(wires[port].signal, port in done.outputs)
    placed = _placed()
    placed.modctxt = True
    placed.block_frame = block_frame()
    placed.verilog_code = _Instantiation(done.verilog_name, label, [(port, wires[port]) for port in done.shapes])
    return placed


def _mark(signal, is_output):
    """Tell MyHDL who drives the wire, so that it declares it and keeps it."""
    signal._markUsed()
    if is_output:
        signal.driven = "wire"
    else:
        signal.read = True
