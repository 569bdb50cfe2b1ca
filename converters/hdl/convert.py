"""From a block to Verilog: each module converted on its own, once per set of parameters, always to the same
bytes."""

import tempfile
import warnings
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from myhdl import Error, ResetSignal, ToVerilogWarning, block

import llama2_rtl.converters.hdl.inspection  # noqa: F401  MyHDL asks it from now on
from llama2_rtl.converters.hdl.checks import check_bundle, statements, with_declarations, without_checks
from llama2_rtl.converters.hdl.dialect import check_dialect, check_name, check_ports
from llama2_rtl.converters.hdl.interface import Interface, as_port, flatten
from llama2_rtl.converters.hdl.named import declarations
from llama2_rtl.converters.hdl.private import AlwaysComb, AlwaysSeq, AnySignal, forget_names, shape_of, state_ports
from llama2_rtl.converters.hdl.scope import elaborating
from llama2_rtl.converters.hdl.text import outputs, with_values, write_module
from llama2_rtl.converters.hdl.verbatim import text_block


@dataclass(frozen=True)
class Converted:
    """One Verilog module: the block and the parameters that it is of, its text, its ports as `name -> (width, signed)`,
    those that it drives, the keys of what it instantiates, its bundles as `name -> (class, {field: port})`, and what
    its assertions state, as `checks.Stated`."""

    block: str
    params: tuple
    verilog_name: str
    text: str
    shapes: dict
    outputs: frozenset
    children: tuple
    bundles: dict
    stated: tuple


_cache = {}
_open = []


def converted(child, params):
    """The `Converted` of a module with these parameters; notes it as a child of the one being converted."""
    key = (child.name, tuple(sorted(params.items())))
    if key not in _cache:
        _open.append([])
        try:
            _cache[key] = _convert(child, params)
        finally:
            _open.pop()
    if _open and key not in _open[-1]:
        _open[-1].append(key)
    return _cache[key]


def design(top, params, checks=False):
    """Every module under `top`, children before parents, each name once; with `checks` also the assertions of their
    rules, under a macro.

    Raises ValueError on a name used twice, and on whatever MyHDL would convert wrongly.
    """
    converted(top, params)
    order, texts = [], {}

    def visit(key):
        entry = _cache[key]
        for grandchild in entry.children:
            visit(grandchild)
        if texts.setdefault(entry.verilog_name, entry.text) != entry.text:
            raise ValueError(f"two different modules are called {entry.verilog_name}; give the block a suffix")
        if entry.verilog_name not in [done.verilog_name for done in order]:
            order.append(entry if checks else replace(entry, text=without_checks(entry.text)))

    visit((top.name, tuple(sorted(params.items()))))
    return order


def _convert(child, params):
    ports = child.ports(**params)
    wires = list(flatten(ports))
    for name, count in Counter(wire.name for wire in wires).items():
        if count > 1:
            raise ValueError(f"{child.name}: two ports are called {name}; rename the bundle of one")
    name = child.verilog_name(**params)
    check_name(name, "block")
    check_ports(child.name, {wire.name: wire.signal for wire in wires})
    clocking = {port: as_port(ports[own]).wires for own, port in INHERITED.items() if own in ports}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings(), elaborating(child.func, clocking) as scope:
        warnings.simplefilter("error", ToVerilogWarning)
        forget_names()
        unit = block(child.func)(*(as_port(port).wires for port in ports.values()), **params)
        state_ports(unit, {wire.name: wire.signal for wire in wires})
        check_dialect(unit.subs)
        unit.subs += _protocols(ports)
        _complete_namespace(unit, scope.names)
        for signal_name in unit.sigdict:
            check_name(signal_name, f"signal of {child.name}")
        _sort_sets(unit.subs)
        unit.subs += map(text_block, scope.concatenations())
        try:
            unit.convert(hdl="Verilog", name=name, path=folder, testbench=False, no_myhdl_header=True, header="",
                         initial_values=False, trace=False, timescale="1ns/1ps")
        except (Error, ToVerilogWarning) as error:
            raise ValueError(f"{child.name}: {error}") from error
        text = Path(folder, f"{name}.v").read_text()
        stated = tuple(statements(unit.subs))
    constants = list(_constants(unit, child))
    declared = declarations(without_checks(text), constants)
    text = with_declarations(text, [line for line in declarations(text, constants) if line not in declared])
    text = write_module(text, _title(child, name, params), {wire.name: wire.what for wire in wires}, declared,
                        lambda doc: with_values(doc, child.func.__globals__, params))
    driven = outputs(text)
    _check_directions(child, wires, driven)
    bundles = {port: (type(as_port(port_wires).wires), {wire.field: wire.name for wire in wires if wire.bundle == port})
               for port, port_wires in ports.items() if isinstance(as_port(port_wires).wires, Interface)}
    shapes = {wire.name: shape_of(wire.signal) for wire in wires}
    return Converted(child.name, tuple(params.items()), name, text, shapes, driven, tuple(_open[-1]), bundles, stated)


def _check_directions(child, wires, driven):
    """Raises ValueError where a port is driven and stated as an input, or not driven and stated as an output."""
    for wire in wires:
        is_driven = wire.name in driven
        if wire.is_output not in (None, is_driven):
            stated, found = ("output", "not driven") if wire.is_output else ("input", "driven")
            raise ValueError(f"{child.name}: the port {wire.name} is stated as an {stated} and is {found} by the block")


CLOCKS, TOP_RESETS = ("clk", "aclk"), ("aresetn",)

INHERITED = dict.fromkeys(CLOCKS, "clk") | dict(rst="rst")
"""A block's port -> that of its instances which is connected to it unless they name another wire."""


def _protocols(ports):
    """The assertions of the rules of all bundles among the ports of a block with a clock and a reset."""
    signals = {name: as_port(port).wires for name, port in ports.items()}
    clk = next((signals[name] for name in CLOCKS if name in signals), None)
    resets = tuple(signal for name, signal in signals.items() if isinstance(signal, ResetSignal) or name in TOP_RESETS)
    for name, bundle in signals.items():
        if clk is not None and resets and isinstance(bundle, Interface) and bundle.RULES:
            present = bundle.members
            rules = [rule for rule in bundle.RULES if rule.signals <= set(present) and rule.unless not in present]
            read = sorted(set().union(*(rule.signals for rule in rules)))
            if rules:
                yield check_bundle(clk, resets, rules, name, **{field: present[field].signal for field in read})


def _title(child, name, params):
    values = ", ".join(f"{key}={value}" if isinstance(value, (int, str)) else key for key, value in params.items())
    return f"{name}: generated from the block {child.name}({values}). Change the block, not this file."


def _constants(unit, child):
    """What the block's generators and its rules may call by name."""
    yield from child.func.__globals__.values()
    for sub in unit.subs:
        yield from getattr(sub, "symdict", None) and sub.symdict.values() or ()


def _complete_namespace(unit, names):
    """Give MyHDL the names of the wires that only instances touch: it looks at generators alone. Raises ValueError
    where registers seen by an index bear the name of a port."""
    for name, signal in unit.argdict.items():
        unit.sigdict.setdefault(name, signal)
        if name in unit.memdict:
            raise ValueError(f"the registers '{name}' bear the name of a port; rename them")
    for sub in unit.subs:
        if hasattr(sub, "block_frame"):
            names.update(sub.block_frame.f_locals)
    for name, value in list(names.items()):
        if isinstance(value, Interface):
            _name_members(unit.sigdict, unit.memdict, name, value)
        elif isinstance(value, AnySignal):
            unit.sigdict.setdefault(name, value)


def _name_members(signals, arrays, name, bundle):
    """Add the wires of the local bundle `name` to the named `signals`, by the names that they have as ports; where
    another signal or one of the `arrays` bears that name, by the bundle's name and their own. Parts of vectors need no
    names."""
    for field, member in bundle.members.items():
        if not isinstance(member.signal, AnySignal):
            continue
        wanted, plain = bundle.port_name(name, field), f"{name}_{field}"
        if wanted in arrays or signals.get(wanted, member.signal) is not member.signal:
            wanted = plain
        if wanted != plain and signals.get(plain) is member.signal:
            del signals[plain]
        signals.setdefault(wanted, member.signal)


def _sort_sets(generators):
    """MyHDL lists resets and sensitivities in the order of a set of names, which changes from run to run."""
    for generator in generators:
        if isinstance(generator, AlwaysSeq):
            generator.sigregs = _by_name(generator.sigregs, generator.outputs, generator.symdict)
            generator.varregs.sort(key=lambda variable: variable[0])
        elif isinstance(generator, AlwaysComb):
            generator.senslist = _by_name(generator.senslist, generator.inputs, generator.symdict)


def _by_name(signals, names, objects):
    """The signals in the order of their names; a list's elements stay together in theirs."""
    place = {}
    for name in sorted(names):
        for signal in objects[name] if isinstance(objects[name], list) else [objects[name]]:
            place.setdefault(id(signal), len(place))
    return sorted(signals, key=lambda signal: place[id(signal)])
