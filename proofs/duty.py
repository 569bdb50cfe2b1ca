"""Whose duty a rule is: that of the block, or of what is around it."""

from llama2_rtl.converters.hdl.checks import Rule
from llama2_rtl.converters.hdl.interface import as_port
from llama2_rtl.converters.hdl.module import REGISTRY


def speaks_of_unknowns(rule):
    """Whether a rule is about unknown values, which proofs do not have: a bit of theirs is 0 or 1."""
    return isinstance(rule, Rule) and "1'bx" in rule.condition


def is_own(entry, stated, rule):
    """Whether `rule` of the `Stated` of a module (`Converted`) is for the module itself to keep.

    A rule of a bundle is for whoever drives the signals whose present values it speaks of; where the source and the
    sink of the bundle both do, the rule says whose `duty` it is. Rules that a block checks beside its bundles are about
    what comes in. Raises ValueError where a rule would have to say whose duty it is and does not.
    """
    if stated.name not in entry.bundles:
        return False
    kind, ports = entry.bundles[stated.name]
    driven = {ports[field] in entry.outputs for field in rule.present}
    if len(driven) == 1:
        return driven.pop()
    if rule.duty is None:
        raise ValueError(f"the source and the sink of a {kind.__name__} drive what its rule '{rule.name}' speaks of; "
                         "state its duty")
    return (rule.duty == "source") == as_port(REGISTRY[entry.block].ports(**dict(entry.params))[stated.name]).is_output
