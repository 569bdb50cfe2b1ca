"""The instances of a design, read from its Verilog."""

import re
from dataclasses import dataclass

from llama2_rtl.converters.hdl import design

_INSTANCE = re.compile(r"^(\w+) (\w+) \(\n(.*?)\n\);", re.M | re.S)
_PIN = re.compile(r"\.(\w+)\((\w+)?(?:\[[\d:]+\])?\)")


@dataclass(frozen=True)
class Instance:
    """An instance of a `converters.hdl.convert.Converted` module, at the `path` of the names of the instances below the
    top that lead to it; `pins` tells the wire of the module above by the port, "" where it is left open or constant."""

    path: tuple
    module: object
    pins: dict


def instances(modules):
    """The `Instance`s of a design, as `converters.hdl.design` returns it: the top, then each before those in it."""
    by_name = {module.verilog_name: module for module in modules}

    def under(path, module, pins):
        yield Instance(path, module, pins)
        for child, label, text in _INSTANCE.findall(module.text):
            if child in by_name:
                yield from under((*path, label), by_name[child], dict(_PIN.findall(text)))

    return under((), modules[-1], {})


def instances_of(top, params):
    """The `Instance`s of the module `top` with its parameters."""
    return list(instances(design(top, params)))
