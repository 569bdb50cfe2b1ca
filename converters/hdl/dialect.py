"""The check that refuses what MyHDL converts into wrong Verilog without a word.

Each rule looks at the generators of a block and gives `(node, sentence)` for every fault it finds. The faults were
measured by running the converted Verilog: most of them simulate correctly in MyHDL itself.
"""

import ast
import textwrap
from pathlib import Path
from types import FunctionType

from llama2_rtl.converters.hdl.expressions import Scope
from llama2_rtl.converters.hdl.indexed import Registers
from llama2_rtl.converters.hdl.inspection import Inspection
from llama2_rtl.converters.hdl.interface import Interface
from llama2_rtl.converters.hdl.keywords import KEYWORDS
from llama2_rtl.converters.hdl.private import Always, AlwaysSeq, AnySignal, ShadowSignal

LARGE = 1 << 30
"""From here on MyHDL writes an integer as sized, unsigned hexadecimal."""

LONGEST_TABLE = 16
"""Entries of a tuple of constants; it becomes a multiplexer."""

ROOT = Path(__file__).resolve().parents[2]


def check_dialect(generators):
    """Raises ValueError with file, line and a sentence for the first fault in a block's generators."""
    for generator in generators:
        if isinstance(generator, Always):
            _check_sensitivity(generator)
            _check_function(generator.func, generator.symdict, set())


def check_name(name, what):
    """Raises ValueError where the Verilog name is a reserved word."""
    if name in KEYWORDS:
        raise ValueError(f"the {what} '{name}' bears a reserved word of Verilog; rename it")


def check_ports(block, ports):
    """Raises ValueError where a port is something else than a signal."""
    for name, port in ports.items():
        check_name(name, f"port of {block}")
        if not isinstance(port, AnySignal):
            raise ValueError(f"{block}: the port '{name}' is a {type(port).__name__}; make it one packed vector")


def _check_function(func, objects, seen):
    lines, first = Inspection.getsourcelines(func)
    function = ast.parse(textwrap.dedent("".join(lines))).body[0]
    ast.increment_lineno(function, first - 1)
    check_name(function.name, f"generator at {_place(func, function)},")
    function.decorator_list = []
    function, objects = _with_plain_names(function, objects)
    scope = Scope(objects, function)
    for rule in RULES:
        for node, sentence in rule(function, scope):
            raise ValueError(f"{_place(func, node)}: {sentence}")
    for node in ast.walk(function):
        helper = scope.objects.get(node.func.id) if isinstance(node, ast.Call) and isinstance(
            node.func, ast.Name) else None
        if isinstance(helper, FunctionType) and not helper.__module__.startswith("myhdl") and helper not in seen:
            _check_function(helper, helper.__globals__, seen | {helper})


class _PlainNames(ast.NodeTransformer):
    """Wires of bundles, `bundle.field`, become names of their own, so that the rules see signals."""

    def __init__(self, objects):
        self.objects = dict(objects)

    def visit_Attribute(self, node):
        self.generic_visit(node)
        bundle = self.objects.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if not isinstance(bundle, Interface) or node.attr not in bundle.members:
            return node
        name = f"{node.value.id}.{node.attr}"
        self.objects[name] = bundle.members[node.attr].signal
        return ast.copy_location(ast.Name(name, node.ctx), node)


def _with_plain_names(function, objects):
    """A function and the objects that its names mean, without attributes of bundles; one register stands for several of
    which it sees one at a time."""
    names = _PlainNames({name: value[0] if isinstance(value, Registers) else value for name, value in objects.items()})
    return names.visit(function), names.objects


def _place(func, node):
    path = Path(func.__code__.co_filename)
    return f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path}:{node.lineno}"


def _check_sensitivity(generator):
    place = _place(generator.func, ast.Constant(0, lineno=generator.func.__code__.co_firstlineno))
    if type(generator) is Always and any(isinstance(trigger, AnySignal) for trigger in generator.senslist):
        raise ValueError(f"{place}: an explicit list of signals does not trigger at time 0; use @always_comb")
    if isinstance(generator, AlwaysSeq):
        for name in generator.outputs:
            if isinstance(generator.symdict[name], list) and not isinstance(generator.symdict[name], Registers):
                raise ValueError(f"{place}: always_seq resets every element of '{name}', so no memory is inferred; "
                                 "use a memory block")


def shifted_sums(function, scope):
    for node in ast.walk(function):
        match node:
            case ast.BinOp(op=ast.RShift() | ast.LShift(), left=value) | ast.Subscript(value=value) if (
                    scope.is_arithmetic(value)):
                yield node, "a sum or product is cut off before it is shifted; assign it to a wider signal first"


def compared_sums(function, scope):
    for node in ast.walk(function):
        match node:
            case ast.Compare():
                tested = [node.left, *node.comparators]
            case ast.If(test=test) | ast.While(test=test) | ast.IfExp(test=test):
                tested = [test]
            case ast.BoolOp(values=tested):
                pass
            case _:
                continue
        if any(map(scope.is_arithmetic, tested)):
            yield node, "the carry of a sum is lost where it is tested; assign it to a wider signal first"


def large_literals(function, scope):
    for node in ast.walk(function):
        match node:
            case ast.BinOp():
                operands = [node.left, node.right]
            case ast.Compare():
                operands = [node.left, *node.comparators]
            case ast.AugAssign():
                operands = [node.target, node.value]
            case _:
                continue
        large = [operand for operand in operands if abs(scope.constant(operand) or 0) >= LARGE]
        if large and any(map(scope.is_signed, operands)):
            yield node, "a literal of 2^30 or more is unsigned in Verilog; test the high bits, or use intbv().signed()"


def nested_ternaries(function, scope):
    whole = {id(node.value) for node in ast.walk(function) if isinstance(node, (ast.Assign, ast.Return))}
    for node in ast.walk(function):
        if isinstance(node, ast.IfExp) and id(node) not in whole:
            yield node, "a ternary inside an expression loses its parentheses; use if and else"


def divisions(function, scope):
    for node in ast.walk(function):
        match node:
            case ast.BinOp(op=op, left=left, right=right) | ast.AugAssign(op=op, target=left, value=right) if (
                    isinstance(op, (ast.FloorDiv, ast.Mod, ast.Div, ast.Pow))):
                if scope.is_hardware(left) or scope.is_hardware(right):
                    yield node, "division truncates toward zero in Verilog; use shifts and masks"


def slices_in_signed_expressions(function, scope):
    """Only where the upper bound is computed: MyHDL then writes `[low +: width` and forgets to close the braces."""
    for node in ast.walk(function):
        if not isinstance(node, (ast.BinOp, ast.Compare)) or not scope.is_signed(node):
            continue
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.Subscript(slice=ast.Slice(lower=ast.BinOp(), upper=ast.expr())):
                    yield child, "this slice breaks a signed expression; assign it to a signal or add .signed()"


def moving_slices(function, scope):
    for node in ast.walk(function):
        if not (isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice)):
            continue
        names = {name.id for name in ast.walk(node.slice) if isinstance(name, ast.Name)}
        if names & scope.counters or scope.is_hardware(node.slice):
            yield node, "Verilog has no slice with moving bounds; use one instance per slice"


def lists_of_slices(function, scope):
    for node in ast.walk(function):
        value = scope.objects.get(node.id) if isinstance(node, ast.Name) else None
        if isinstance(value, (list, tuple)) and any(isinstance(element, ShadowSignal) for element in value):
            yield node, f"the slices in the list '{node.id}' are never driven; use one instance per slice"


def long_tables(function, scope):
    for node in ast.walk(function):
        value = scope.objects.get(node.id) if isinstance(node, ast.Name) else None
        if isinstance(value, tuple) and len(value) > LONGEST_TABLE:
            yield node, f"the table '{node.id}' becomes a multiplexer of {len(value)} inputs; use a rom"


def matches(function, scope):
    for node in ast.walk(function):
        if isinstance(node, ast.Match):
            yield node.cases[0].pattern, "the patterns of match become bitwise expressions; use if and elif"


RULES = (shifted_sums, compared_sums, large_literals, nested_ternaries, divisions, slices_in_signed_expressions,
         moving_slices, lists_of_slices, long_tables, matches)
