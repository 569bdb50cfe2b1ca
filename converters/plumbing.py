"""How much of the source says how wires lead, counted on its syntax trees."""

import ast
from dataclasses import dataclass
from pathlib import Path

SIGNALS = {"bit", "unsigned", "signed", "reset", "clock"}
"""What makes a single wire; a bundle's class makes several."""


@dataclass(frozen=True)
class Plumbing:
    """`connections`: entries of the dicts that `instance` is given. `lines`: those that are not blank; `plumbing_lines`
    of them belong to the functions that list a block's ports, to a block's signature, to a call of `instance`, or
    declare wires."""

    connections: int
    plumbing_lines: int
    lines: int


def sources():
    """Path -> text of every file of `converters`."""
    return {path: path.read_text() for path in sorted(Path(__file__).parent.rglob("*.py"))}


def count(texts):
    """The `Plumbing` of source texts by name. An entry of a dict counts one, `**entries` too; a dict that is not spelt
    out where `instance` is called counts one."""
    trees = {name: ast.parse(text) for name, text in texts.items()}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    listing, makers = _port_functions(nodes), SIGNALS | _bundle_classes(nodes)
    connections = sum(_entries(node.args[2]) for node in nodes if _is_instance(node) and len(node.args) > 2)
    plumbing = total = 0
    for name, text in texts.items():
        filled = {number for number, line in enumerate(text.splitlines(), 1) if line.strip()}
        plumbing += len(filled & _plumbing_lines(trees[name], listing, makers))
        total += len(filled)
    return Plumbing(connections, plumbing, total)


def _calls(node, names):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _is_instance(node):
    return _calls(node, {"instance"})


def _decorator(node):
    """The call of `module` that decorates a block, None for what is no block."""
    decorators = node.decorator_list if isinstance(node, ast.FunctionDef) else []
    return next((call for call in decorators if _calls(call, {"module"})), None)


def _port_functions(nodes):
    """The names of the functions that list the ports of blocks: what decorators are given."""
    given = [call.args[0] for call in map(_decorator, nodes) if call]
    return {function.attr if isinstance(function, ast.Attribute) else function.id for function in given}


def _bundle_classes(nodes):
    """The names of `Interface` and all that inherit from it."""
    classes, found, size = [node for node in nodes if isinstance(node, ast.ClassDef)], {"Interface"}, 0
    while size != len(found):
        size = len(found)
        found |= {node.name for node in classes if found & {getattr(base, "id", None) for base in node.bases}}
    return found


def _entries(connections):
    """Entries of a dict, spelt out or put together with `|`."""
    match connections:
        case ast.Call(func=ast.Name(id="dict"), args=args, keywords=keywords):
            return len(args) + len(keywords)
        case ast.Dict(keys=keys):
            return len(keys)
        case ast.BinOp(op=ast.BitOr(), left=left, right=right):
            return _entries(left) + _entries(right)
    return 1


def _plumbing_lines(tree, listing, makers):
    """The numbers of the lines of one file that are plumbing, blank ones among them."""
    lines = set()
    for node in ast.walk(tree):
        if _decorator(node):
            lines.update(range(node.lineno, node.body[0].lineno))
        elif (isinstance(node, ast.FunctionDef) and node.name in listing or _is_instance(node)
              or isinstance(node, ast.Assign) and _declares(node.value, makers)):
            lines.update(range(node.lineno, node.end_lineno + 1))
    return lines


def _declares(value, makers):
    """Whether a value is nothing but fresh wires: calls of `makers`, with some of a bundle's wires replaced or not,
    several of them, or one for each of something."""
    match value:
        case ast.Tuple(elts=values):
            return all(_declares(one, makers) for one in values)
        case ast.GeneratorExp(elt=one) | ast.ListComp(elt=one):
            return _declares(one, makers)
        case ast.Call(func=ast.Attribute(attr="with_wires", value=one)):
            return _declares(one, makers)
    return _calls(value, makers)
