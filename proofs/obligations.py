"""What has to be proven of a module: the rules that are its own to keep, and those of what it places, as far as no
other block is the one who keeps them."""

from dataclasses import dataclass

from llama2_rtl.converters.hdl.checks import Rule, Stays
from llama2_rtl.proofs.duty import is_own, speaks_of_unknowns
from llama2_rtl.proofs.wiring import instances, root


@dataclass(frozen=True)
class Obligation:
    """A rule that a module keeps: at its bundle `interface`, or, where `label` is one, at that of the instance."""

    label: str | None
    interface: str
    rule: Rule | Stays

    @property
    def name(self):
        """Its name within the module, as tools say it."""
        return ".".join(filter(None, (self.label, assertion_name(self.interface, self.rule.name))))


def assertion_name(interface, rule):
    """The name of an assertion in Verilog."""
    return f"{interface.replace('$', '_').replace(' ', '_')}__{rule}"


@dataclass(frozen=True)
class _End:
    """A bundle of a module or of one of its instances: field -> wire of the module, whether the rule is kept there."""

    kind: type
    wires: dict

    def carries(self, other, rule):
        return self.kind is other.kind and all(
            self.wires.get(signal) is not None and self.wires[signal] == other.wires.get(signal)
            for signal in rule.signals)


def obligations(entry, modules):
    """The `Obligation`s of a module (`Converted`), of a design as Verilog name -> `Converted`.

    A rule of a bundle that goes through the module untouched, from an instance or a port to another, is none of its:
    whoever drives the bundle keeps it.
    """
    ends = [(None, entry, stated, _port_end(entry, stated)) for stated in entry.stated]
    for placed in instances(entry.text):
        child = modules[placed.module]
        ends += [(placed.label, child, stated, _instance_end(placed, child, stated)) for stated in child.stated]
    for label, owner, stated, end in ends:
        for rule in stated.rules:
            kept_here = is_own(owner, stated, rule) == (label is None)
            if not kept_here or speaks_of_unknowns(rule):
                continue
            if not any(_keeps(other, rule) and other_end.carries(end, rule)
                       for *other, other_end in ends if other_end is not end and other_end and end):
                yield Obligation(label, stated.name, rule)


def _keeps(end, rule):
    """Whether the rule is kept at a bundle by what is behind it, seen from within the module."""
    label, owner, stated = end
    if stated.name not in owner.bundles or rule not in stated.rules:
        return False
    return is_own(owner, stated, rule) == (label is not None)


def _port_end(entry, stated):
    if stated.name not in entry.bundles:
        return None
    kind, ports = entry.bundles[stated.name]
    return _End(kind, {field: root(port, entry.text) for field, port in ports.items()})


def _instance_end(placed, child, stated):
    if stated.name not in child.bundles:
        return None
    kind, ports = child.bundles[stated.name]
    return _End(kind, {field: placed.pins[port] for field, port in ports.items()})
