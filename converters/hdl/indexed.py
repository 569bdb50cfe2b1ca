"""A register of each of several things, of which a block sees one at a time by the name of a plain register.

    total = Indexed([unsigned(8) for _ in range(4)], number)

    @always_seq(clk.posedge, reset=rst)
    def add():
        total.next = total + x        # in Verilog: total[number] <= (total[number] + x);

`total.at(other)` sees the same registers at another index.
"""

import ast

from llama2_rtl.converters.hdl.private import name_of, rewrite_names, shape_of
from llama2_rtl.converters.hdl.verbatim import verbatim


class Registers(list):
    """The registers of an `Indexed`: few, and set by a reset, where another list would be meant as a memory."""


class Indexed:
    """The one of `registers`, signals of the same type, at the unsigned signal `index`; in Verilog an array, whose
    elements a reset sets. Generators use it as a signal, instances and `element` read it. Raises ValueError for an
    index of another width than the number of registers asks for."""

    def __init__(self, registers, index):
        bits = max(1, (len(registers) - 1).bit_length())
        if shape_of(index) != (bits, False):
            raise ValueError(f"an index of {shape_of(index)[0]} bits; {len(registers)} registers need {bits}, unsigned")
        self.registers = registers if isinstance(registers, Registers) else Registers(registers)
        self.index = index

    def at(self, index):
        """The same registers, seen at another index."""
        return Indexed(self.registers, index)

    @property
    def width(self):
        return shape_of(self.registers[0])[0]

    @property
    def read(self):
        """The signals that are read where this is."""
        return [*self.registers, self.index]

    def verilog(self):
        return f"{name_of(self.registers[0]).partition('[')[0]}[{name_of(self.index)}]"


class _Element:
    """The text of an `assign` of the register at an index, written when all signals have their names."""

    def __init__(self, indexed, target):
        self.indexed, self.target = indexed, target

    def __str__(self):
        return f"assign {name_of(self.target)} = {self.indexed.verilog()};"


def element(indexed, target):
    """Drive `target`, of the same width, with the register at the index."""
    if shape_of(target)[0] != indexed.width:
        raise ValueError(f"registers of {indexed.width} bits, and a wire of {shape_of(target)[0]}")
    return verbatim(_Element(indexed, target), indexed.read, [target])


def _in_place_of(node, objects, known):
    """In place of a name that means an `Indexed`: its array at its index, under names that `objects` then has; `known`
    keeps them for the next time. An index that has a name keeps it. Any other node stays."""
    value = objects.get(node.id)
    if isinstance(value, Indexed):
        index = next((name for name, other in objects.items() if other is value.index), f"{node.id}_index")
        known[node.id] = index
        objects[node.id], objects[index] = value.registers, value.index
    if node.id not in known:
        return node
    index = ast.Name(known[node.id], ast.Load())
    array = ast.Name(node.id, ast.Load())
    return ast.fix_missing_locations(ast.copy_location(ast.Subscript(array, index, node.ctx), node))


rewrite_names(_in_place_of)
