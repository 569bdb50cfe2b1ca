"""Bundles of wires: what flows between two blocks, named once, with a direction per wire and the rules of its protocol.

    class Stream(Interface):
        \"\"\"Words from a source to a sink.\"\"\"

        RULES = (
            Stays("offer", "{valid} && !{ready}", ("valid", "data"), "a word once offered stays until it is taken"),
        )

        def fields(self, width):
            return dict(valid=forward(bit(), "a word is offered"), ready=backward(bit(), "the sink takes it"),
                        data=forward(unsigned(width), "the word"))

    def ports(width):
        return clocked(s=In(Stream(width)), m=Out(Stream(width)))

A block uses the wires as `s.valid`; in Verilog they are the ports `s_valid`. The rules stand in the class's docstring,
and in every simulation as assertions at each block that has the bundle among its ports.
"""

from dataclasses import dataclass

from llama2_rtl.converters.hdl.connections import Open
from llama2_rtl.converters.hdl.private import AnySignal, shape_of
from llama2_rtl.converters.hdl.signals import clock, like, reset


@dataclass(frozen=True)
class Field:
    """A wire of a bundle: driven by the source of the bundle if it goes `forward`, else by its sink."""

    signal: AnySignal
    is_forward: bool
    what: str


def forward(signal, what):
    """A field that the source of the bundle drives; `what` it is, in a few words."""
    return Field(signal, True, what)


def backward(signal, what):
    """A field that the sink of the bundle drives."""
    return Field(signal, False, what)


class Interface:
    """A bundle; a subclass gives its `fields(**parameters)` and RULES."""

    RULES = ()

    def __init_subclass__(cls):
        if cls.RULES:
            rules = "\n".join(f"    - {rule.sentence}." for rule in cls.RULES)
            cls.__doc__ = f"{(cls.__doc__ or '').rstrip()}\n\n    Rules:\n\n{rules}\n"

    def __init__(self, *args, **params):
        self._bind(self.fields(*args, **params))

    def _bind(self, fields):
        self._fields = fields
        for name, field in fields.items():
            setattr(self, name, field.signal)

    def fields(self):
        """Field name -> `forward` or `backward`, in the order of the ports."""
        raise NotImplementedError

    @property
    def members(self):
        """Field name -> Field."""
        return self._fields

    @property
    def wires(self):
        """Field name -> signal."""
        return {name: field.signal for name, field in self._fields.items()}

    def by_port(self, bundle, *names):
        """Port name -> signal, as of a bundle called `bundle`: for a block that lists these ports one by one. Of all
        fields, or of those of these names."""
        return {self.port_name(bundle, name): self._fields[name].signal for name in names or self._fields}

    def port_name(self, bundle, field):
        """The Verilog name of a field where a block calls the bundle `bundle`."""
        return f"{bundle}_{field}"

    def with_wires(self, **wires):
        """A bundle of the same kind whose fields of these names are the given signals, the others fresh ones. Raises
        ValueError for a name that is no field."""
        if unknown := set(wires) - set(self._fields):
            raise ValueError(f"a {type(self).__name__} has no field {', '.join(sorted(unknown))}; it has "
                             f"{', '.join(self._fields)}")
        other = object.__new__(type(self))
        other._bind({name: Field(wires[name] if name in wires else like(field.signal), field.is_forward, field.what)
                     for name, field in self._fields.items()})
        return other

    def leaving_open(self, *names):
        """This bundle where it is connected to a block whose outputs of these names lead nowhere."""
        wires = self.wires | {name: Open(shape_of(self._fields[name].signal)[0]) for name in names}
        return self.with_wires(**wires)


@dataclass(frozen=True)
class Port:
    """A signal or a bundle as a port: `is_output` where the block drives the signal, or is the bundle's source; None
    where the direction is not stated."""

    wires: object
    is_output: bool | None
    what: str = ""


def In(wires, what=""):
    """A port that the block reads, or a bundle of which it is the sink; `what` it is, in a few words."""
    return Port(wires, False, what)


def Out(wires, what=""):
    """A port that the block drives, or a bundle of which it is the source; `what` it is, in a few words."""
    return Port(wires, True, what)


def clocked(**ports):
    """The ports of a block with a clock and a synchronous reset, `clk` and `rst`, and these."""
    return dict(clk=In(clock()), rst=In(reset()), **ports)


@dataclass(frozen=True)
class Wire:
    """A port as Verilog has it. `bundle` and `field` say which part of which bundle it is, None of none."""

    name: str
    signal: AnySignal
    is_output: bool | None
    what: str
    bundle: str | None = None
    field: str | None = None


def as_port(port):
    """A `Port` of what stands in `ports()`."""
    return port if isinstance(port, Port) else Port(port, None)


def flatten(ports):
    """The `Wire`s of ports by name, in the order of the Verilog header."""
    for name, port in ports.items():
        port = as_port(port)
        if not isinstance(port.wires, Interface):
            yield Wire(name, port.wires, port.is_output, port.what)
            continue
        for field_name, field in port.wires.members.items():
            yield Wire(port.wires.port_name(name, field_name), field.signal, port.is_output == field.is_forward,
                       field.what, name, field_name)
