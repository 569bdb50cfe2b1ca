"""Describing hardware: signal types, modules, instances, and their conversion to Verilog."""

from llama2_rtl.converters.hdl.checks import Rule, Stays, check
from llama2_rtl.converters.hdl.connections import Const, Open, Part, part
from llama2_rtl.converters.hdl.convert import design
from llama2_rtl.converters.hdl.copies import copies
from llama2_rtl.converters.hdl.indexed import Indexed, element
from llama2_rtl.converters.hdl.instance import instance, side_by_side
from llama2_rtl.converters.hdl.interface import In, Interface, Out, backward, clocked, forward
from llama2_rtl.converters.hdl.module import REGISTRY, Module, module
from llama2_rtl.converters.hdl.named import Named, named
from llama2_rtl.converters.hdl.scope import wire
from llama2_rtl.converters.hdl.signals import bit, clock, clog2, reset, signed, state_register, unsigned
from llama2_rtl.converters.hdl.verbatim import verbatim
from llama2_rtl.converters.hdl.wiring import (
    all_of,
    any_of,
    bit_at,
    count_of,
    first_of,
    join,
    look_up,
    one_of,
    pick,
    pick_some,
    resize,
    tie,
    widen,
)

__all__ = ["REGISTRY", "Const", "In", "Indexed", "Interface", "Module", "Named", "Open", "Out", "Part", "Rule", "Stays",
           "all_of", "any_of", "backward", "bit", "bit_at", "check", "clock", "clocked", "clog2", "copies", "count_of",
           "design", "element", "first_of", "forward", "instance", "join", "look_up", "module", "named", "one_of",
           "part", "pick", "pick_some", "reset", "resize", "side_by_side", "signed", "state_register", "tie",
           "unsigned", "verbatim", "widen", "wire"]
