"""Every hardware block of the project, found by importing all of `converters`, and the parameters of those in a design.
"""

import importlib
import pkgutil

from llama2_rtl import converters
from llama2_rtl.converters.hdl import REGISTRY
from llama2_rtl.converters.hdl.convert import converted


def all_blocks():
    """Block name -> `Module`, in the order of the names; its docstring and `parameters` describe it."""
    for found in pkgutil.walk_packages(converters.__path__, f"{converters.__name__}."):
        importlib.import_module(found.name)
    return {name: block for name, block in sorted(REGISTRY.items())
            if block.__module__.startswith(f"{converters.__name__}.")}


def parameters_under(tops):
    """Block name -> the parameters of its first instance under the `tops`, pairs of a `Module` and its parameters."""
    found, waiting = {}, [(top.name, tuple(sorted(params.items()))) for top, params in tops]
    visited = set(waiting)
    while waiting:
        name, values = waiting.pop(0)
        found.setdefault(name, dict(values))
        children = converted(REGISTRY[name], dict(values)).children
        waiting += [child for child in children if child not in visited]
        visited.update(children)
    return found
