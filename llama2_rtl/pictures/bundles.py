"""The page of the bundles: what flows between blocks, wire by wire, with the rules that simulation holds it to."""

import importlib
import inspect
import pkgutil
import re
from dataclasses import replace

from llama2_rtl.converters import interfaces
from llama2_rtl.converters.hdl import Interface, unsigned
from llama2_rtl.converters.presets import DEFAULT

INTRODUCTION = """# Bundles

What flows between blocks, as the classes of `converters/interfaces`. A bundle has a source and a sink: a wire that goes
*forward* is driven by the source, one that goes *back* by the sink. Each rule is an assertion at every block that has
the bundle among its ports, in every simulation; `make verilog CHECKS=1` writes them under the macro
`LLAMA2_RTL_CHECKS`. A broken one ends a simulation with its sentence, the instance and the time.

Each has a timing diagram. Where no notes say otherwise, it is recorded: of all its ports in simulations of small cores
the stretch, of 12 to 24 cycles, in which most of its fields change, words wait and pass, and most happens. Words are in
hexadecimal, wide ones cut to their lowest bits; hatched stretches mean nothing, or are unknown.
"""

SAMPLE = 8
"""What a number among a bundle's parameters is here: the page shows no widths."""


def bundles():
    """`(module, class)` of every bundle, in the order of the modules and of their source."""
    for found in sorted(pkgutil.iter_modules(interfaces.__path__), key=lambda found: found.name):
        module = importlib.import_module(f"{interfaces.__name__}.{found.name}")
        own = [kind for kind in vars(module).values() if inspect.isclass(kind) and issubclass(kind, Interface)
               and kind.__module__ == module.__name__ and not kind.__name__.startswith("_")]
        yield from ((module, kind) for kind in own)


def with_rules():
    """Name -> class of every bundle with rules, in their order."""
    return {kind.__name__: kind for _, kind in bundles() if kind.RULES}


def picture_file(name):
    """The name of the file of a bundle's timing diagram, by the name of its class."""
    return f"protocol-{re.sub('(?<=[a-z0-9])(?=[A-Z])', '-', name).lower()}.svg"


def sample(kind):
    """A bundle of the class `kind`, with all its fields: those in a core that works on one text, and the others."""
    fewest, most = (kind(**_parameters(kind, *chosen)) for chosen in (
        (DEFAULT.geometry, False), (replace(DEFAULT.geometry, vectors=2, sequences=2), True)))
    sampled = kind.__new__(kind)
    sampled._bind(most.members | fewest.members)
    return sampled


def _parameters(kind, geometry, with_all):
    """What a bundle of the class is made with: `with_all`, or with no field more than it has by default."""
    known = dict(geometry=geometry, model=DEFAULT.model, formats=geometry.numerics.formats, tile=geometry.tile)
    chosen = {}
    for parameter in list(inspect.signature(kind.fields).parameters.values())[1:]:
        has_default = parameter.default is not parameter.empty
        if parameter.kind is parameter.VAR_KEYWORD:
            chosen["value"] = unsigned(SAMPLE)
        elif parameter.name in known:
            chosen[parameter.name] = known[parameter.name]
        elif with_all and parameter.default is not None or not has_default:
            chosen[parameter.name] = True if parameter.default is False else SAMPLE
    return chosen


def is_source(module, port):
    """Whether a `converters.hdl.convert.Converted` module is the source of its bundle `port`."""
    kind, fields = module.bundles[port]
    members = sample(kind).members
    return next((fields[name] in module.outputs) == members[name].is_forward for name in fields if name in members)


def is_forward(module, port, field):
    """Whether the source of the bundle `port` of a module drives its `field`."""
    return (module.bundles[port][1][field] in module.outputs) == is_source(module, port)


def bundles_page():
    """The page: per bundle what it is, its wires, its rules."""
    lines, last = [INTRODUCTION], None
    for module, kind in bundles():
        if module is not last:
            lines += [f"## {inspect.getdoc(module).partition('.')[0].replace(chr(10), ' ')}", ""]
            last = module
        text = inspect.cleandoc(kind.__doc__).partition("Rules:\n")[0].strip()
        lines += [f"### {kind.__name__}", "", text, "", "| wire | way | what it is |", "|---|---|---|"]
        lines += [f"| `{name}` | {'forward' if field.is_forward else 'back'} | {field.what} |"
                  for name, field in sample(kind).members.items()]
        lines += ["", *(f"- {rule.sentence[0].upper()}{rule.sentence[1:]}." for rule in kind.RULES), ""]
        if kind.RULES:
            lines += [f"![{kind.__name__}, cycle by cycle]({picture_file(kind.__name__)})", ""]
    return "\n".join(lines)
