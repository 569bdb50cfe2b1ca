"""What the expressions of a generator are made of: constants or hardware, signed or not, sums and products or not."""

import ast
from collections.abc import Sequence

from myhdl import intbv

from llama2_rtl.converters.hdl.private import AnySignal

ARITHMETIC = (ast.Add, ast.Sub, ast.Mult, ast.LShift)


class Scope:
    """The names that a generator, or a function that it calls, sees: objects of the enclosing block, arguments,
    variables of its own, loop counters."""

    def __init__(self, objects, function):
        self.objects = {**objects, **{argument.arg: intbv(0) for argument in function.args.args}}
        self.counters = {node.target.id for node in ast.walk(function) if isinstance(node, ast.For)}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self.objects.setdefault(node.targets[0].id, self.evaluate(node.value) or intbv(0))

    def evaluate(self, node):
        """The value of an expression of constants, None where it has none before simulation."""
        try:
            return eval(compile(ast.Expression(node), "", "eval"), {}, self.objects)
        except Exception:
            return None

    def constant(self, node):
        """The integer that an expression stands for, None if hardware takes part in it."""
        value = None if self.is_hardware(node) else self.evaluate(node)
        return value if isinstance(value, int) else None

    def is_hardware(self, node):
        """Whether a signal or a variable of the generator takes part in the value."""
        if isinstance(node, ast.Attribute) and node.attr in ("min", "max"):
            return False
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len":
            return False
        if isinstance(node, ast.Name):
            return _is_hardware(self.objects.get(node.id))
        return any(self.is_hardware(child) for child in ast.iter_child_nodes(node))

    def is_signed(self, node):
        """Whether Verilog has to see the value as signed. Slices, single bits and concatenations are unsigned."""
        match node:
            case ast.Name():
                return _is_signed(self.objects.get(node.id))
            case ast.Subscript(value=ast.Name(id=name)) if isinstance(self.objects.get(name), list):
                return _is_signed(self.objects[name][0])
            case ast.Call(func=ast.Attribute(attr="signed")):
                return True
            case ast.Subscript() | ast.Call():
                return False
        return any(self.is_signed(child) for child in ast.iter_child_nodes(node))

    def is_arithmetic(self, node):
        """Whether the value is a sum, difference, product or left shift of hardware, alone or under other operators:
        then it may need more bits than its operands have."""
        match node:
            case ast.BinOp(op=op) if isinstance(op, ARITHMETIC):
                return self.is_hardware(node)
            case ast.UnaryOp(op=ast.USub()):
                return self.is_hardware(node)
            case ast.BinOp() | ast.UnaryOp():
                return any(self.is_arithmetic(child) for child in ast.iter_child_nodes(node))
        return False


def _is_hardware(value):
    return isinstance(value, (AnySignal, intbv)) or isinstance(value, Sequence) and any(map(_is_hardware, value))


def _is_signed(value):
    low = getattr(value, "min", None)
    return isinstance(value, (AnySignal, intbv)) and low is not None and low < 0
