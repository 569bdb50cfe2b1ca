"""Describing hardware: signal types, modules, instances, and their conversion to Verilog."""

from converters.hdl.checks import Rule, check
from converters.hdl.connections import Const, Open, Part, part
from converters.hdl.convert import design
from converters.hdl.instance import instance
from converters.hdl.module import REGISTRY, Module, module
from converters.hdl.named import Named, named
from converters.hdl.scope import wire
from converters.hdl.signals import bit, clock, clog2, reset, signed, unsigned
from converters.hdl.verbatim import verbatim
from converters.hdl.wiring import any_of, join, one_of, pick, resize, tie, widen

__all__ = ["REGISTRY", "Const", "Module", "Named", "Open", "Part", "Rule", "any_of", "bit", "check", "clock", "clog2",
           "design", "instance", "join", "module", "named", "one_of", "part", "pick", "reset", "resize", "signed",
           "tie", "unsigned", "verbatim", "widen", "wire"]
