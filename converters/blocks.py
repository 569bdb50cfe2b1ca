"""Every hardware block of the project, found by importing all of `converters`."""

import importlib
import pkgutil

import converters
from converters.hdl import REGISTRY


def all_blocks():
    """Block name -> `Module`, in the order of the names; its docstring and `parameters` describe it."""
    for found in pkgutil.walk_packages(converters.__path__, "converters."):
        importlib.import_module(found.name)
    return {name: block for name, block in sorted(REGISTRY.items()) if block.__module__.startswith("converters.")}
