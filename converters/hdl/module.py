"""A hardware block that becomes one Verilog module of the same name.

    def ports(width):
        return dict(clk=clock(), rst=reset(), a=signed(width), b=signed(width), total=signed(width + 1))

    @module(ports)
    def add(clk, rst, a, b, total, *, width):
        @always_seq(clk.posedge, reset=rst)
        def register():
            total.next = a + b
        return register

The positional arguments are the ports, the keyword-only ones the parameters; `ports(**parameters)` is the one place
where widths stand. `suffix` names the parameters that tell two modules of one design apart.
"""

import functools
import inspect

REGISTRY = {}


class Module:
    """A block of the design. `elaborate(**params)` gives its MyHDL block; `instance` places it in a parent."""

    def __init__(self, func, ports, suffix):
        functools.update_wrapper(self, func)
        self.func, self._ports, self.suffix = func, ports, suffix
        self.name = func.__name__
        self.parameters = [p.name for p in inspect.signature(func).parameters.values()
                           if p.kind is inspect.Parameter.KEYWORD_ONLY]
        if self.name in REGISTRY:
            raise ValueError(f"two hardware blocks are called {self.name}; rename one")
        REGISTRY[self.name] = self

    def ports(self, **params):
        """Port name -> signal or bundle, with its direction where it is stated, in the order of the Verilog header."""
        signals = self._ports(**params)
        names = [p.name for p in inspect.signature(self.func).parameters.values()
                 if p.kind is not inspect.Parameter.KEYWORD_ONLY]
        if list(signals) != names:
            raise ValueError(f"{self.name}: ports() lists {list(signals)}, the block takes {names}")
        return signals

    def verilog_name(self, **params):
        """The Verilog module's name: the block's, then the parameters named in `suffix`."""
        suffix = self.suffix(**params) if callable(self.suffix) else self.suffix.format(**params)
        return f"{self.name}_{suffix}" if suffix else self.name


def module(ports, suffix=""):
    """Decorator: make the function a `Module` whose ports `ports(**parameters)` describes."""
    return lambda func: Module(func, ports, suffix)
