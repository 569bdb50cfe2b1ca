"""Describing hardware: signal types, modules, instances, and their conversion to Verilog."""

from converters.hdl.checks import Rule, Stays, check
from converters.hdl.connections import Const, Open, Part, part
from converters.hdl.convert import design
from converters.hdl.copies import copies
from converters.hdl.indexed import Indexed, element
from converters.hdl.instance import instance
from converters.hdl.interface import In, Interface, Out, backward, clocked, forward
from converters.hdl.module import REGISTRY, Module, module
from converters.hdl.named import Named, named
from converters.hdl.scope import wire
from converters.hdl.signals import bit, clock, clog2, reset, signed, state_register, unsigned
from converters.hdl.verbatim import verbatim
from converters.hdl.wiring import any_of, join, look_up, one_of, pick, resize, tie, widen

__all__ = ["REGISTRY", "Const", "In", "Indexed", "Interface", "Module", "Named", "Open", "Out", "Part", "Rule", "Stays",
           "any_of", "backward", "bit", "check", "clock", "clocked", "clog2", "copies", "design", "element", "forward",
           "instance", "join", "look_up", "module", "named", "one_of", "part", "pick", "reset", "resize", "signed",
           "state_register", "tie", "unsigned", "verbatim", "widen", "wire"]
