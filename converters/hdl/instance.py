"""Placing a module in its parent.

MyHDL flattens a hierarchy. Here a child is a MyHDL block without generators whose user-defined Verilog is the
instantiation; the child itself is converted on its own (`convert.py`).
"""

from llama2_rtl.converters.hdl.connections import Open, Part, as_connection
from llama2_rtl.converters.hdl.dialect import check_name
from llama2_rtl.converters.hdl.indexed import Indexed
from llama2_rtl.converters.hdl.interface import Interface
from llama2_rtl.converters.hdl.scope import current_scope
from llama2_rtl.converters.hdl.verbatim import verbatim


def instance(label, child, connections, **params):
    """Place `child` with instance name `label`; `connections` maps each port to a bundle of its kind, a signal, `Part`,
    `Const` or `Open`, an input also to an `Indexed`. A `clk` or `rst` that it does not name is the clock or
    `rst` among the ports of the block in which the child is placed.

    Raises ValueError where a port is missing, unknown, or of another width or kind than what it is connected to, and
    where two instances drive one signal.
    """
    from llama2_rtl.converters.hdl.convert import converted
    check_name(label, "instance")
    done = converted(child, params)
    given = _by_port(label, child, done, connections)
    inherited = {port: wire for port, wire in current_scope().clocking.items() if port in done.shapes}
    wires = {port: as_connection(wire) for port, wire in (inherited | given).items()}
    if missing := [port for port in done.shapes if port not in wires]:
        raise ValueError(f"{label}: {child.name} has no connection for {', '.join(missing)}")
    if unknown := [port for port in wires if port not in done.shapes]:
        raise ValueError(f"{label}: {child.name} has no port {', '.join(unknown)}")
    inputs, outputs, pieces = [], [], {}
    for port, (width, _) in done.shapes.items():
        if wires[port].width != width:
            raise ValueError(f"{label}: {child.name}.{port} is {width} bits wide, its wire {wires[port].width}")
        if isinstance(wires[port], Indexed):
            if port in done.outputs:
                raise ValueError(f"{label}: {child.name}.{port} would drive one of several registers")
            inputs += wires[port].read
        if isinstance(wires[port], Part):
            is_output = port in done.outputs
            if is_output and wires[port].is_whole:
                current_scope().driven_by(wires[port].signal, f"{label}.{port}")
            (outputs if is_output else inputs).append(wires[port].signal)
            if is_output and not wires[port].is_whole:
                pieces[port] = _Piece(f"{label}_{port}", width)
                current_scope().drive(wires[port], pieces[port].verilog)
    text = _Instantiation(done.verilog_name, label, [(port, wires[port]) for port in done.shapes], pieces)
    return verbatim(text, inputs, outputs)


def side_by_side(label, child, count, connections, **params):
    """Place `count` instances of `child`, which do in one cycle what one would do in as many: instance i has part i of
    each wire that is `count` times as wide as its port, the first one lowest. The other inputs are all instances', the
    other outputs the first one's. One instance is called `label`, several `label`_0 and so on.

    Raises ValueError as `instance` does."""
    from llama2_rtl.converters.hdl.convert import converted
    if count == 1:
        return instance(label, child, connections, **params)
    done, placed = converted(child, params), []
    given = {port: as_connection(wire) for port, wire in _by_port(label, child, done, connections).items()}
    for i in range(count):
        own = {}
        for port, wire in given.items():
            width = done.shapes[port][0] if port in done.shapes else wire.width
            if isinstance(wire, Part) and wire.width == count * width:
                own[port] = Part(wire.signal, wire.low + (i + 1) * width, wire.low + i * width)
            elif port in done.outputs and (i or isinstance(wire, Open)):
                own[port] = Open(width)
            else:
                own[port] = wire
        placed.append(instance(f"{label}_{i}", child, own, **params))
    return placed


def _by_port(label, child, done, connections):
    """The connections, those of bundles by the ports of their fields."""
    wires = {}
    for name, wire in connections.items():
        if not isinstance(wire, Interface):
            wires[name] = wire
            continue
        if name not in done.bundles:
            raise ValueError(f"{label}: {child.name} has no bundle {name}")
        kind, fields = done.bundles[name]
        if type(wire) is not kind:
            raise ValueError(f"{label}: {child.name}.{name} is a {kind.__name__}, its wires a {type(wire).__name__}")
        if set(fields) != set(wire.members):
            raise ValueError(f"{label}: {child.name}.{name} has the fields {', '.join(fields)}, its wires "
                             f"{', '.join(wire.members)}")
        wires |= {port: wire.members[field].signal for field, port in fields.items()}
    return wires


class _Piece:
    """The wire between an output and the part of a vector that it drives."""

    def __init__(self, name, width):
        self.name, self.width = name, width

    def verilog(self):
        return self.name

    def declaration(self):
        return f"wire [{self.width - 1}:0] {self.name};\n" if self.width > 1 else f"wire {self.name};\n"


class _Instantiation:
    """The Verilog of one instantiation, written when the parent's wires have their names."""

    def __init__(self, module_name, label, connections, pieces):
        self.module_name, self.label, self.connections, self.pieces = module_name, label, connections, pieces

    def __str__(self):
        declarations = "".join(piece.declaration() for piece in self.pieces.values())
        pins = ",\n".join(f"    .{port}({self._wire(port, wire)})" for port, wire in self.connections)
        return f"{declarations}{self.module_name} {self.label} (\n{pins}\n);"

    def _wire(self, port, wire):
        text = self.pieces.get(port, wire).verilog()
        if str(text).split("[")[0] == "None":
            raise ValueError(f"{self.label}: the wire at {port} has no name, for no variable of the block holds it; "
                             "name it with wire()")
        return text
