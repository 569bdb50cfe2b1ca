"""Describing hardware: signal types, modules, instances, and their conversion to Verilog."""

from converters.hdl.convert import design
from converters.hdl.instance import Const, Part, instance, part, wire
from converters.hdl.module import REGISTRY, Module, module
from converters.hdl.signals import bit, clock, clog2, reset, signed, unsigned
from converters.hdl.verbatim import verbatim
from converters.hdl.widen import widen

__all__ = ["REGISTRY", "Const", "Module", "Part", "bit", "clock", "clog2", "design", "instance", "module", "part",
           "reset", "signed", "unsigned", "verbatim", "widen", "wire"]
