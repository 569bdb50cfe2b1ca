"""What is proven of a block beside the rules of its bundles: claims about its own registers and wires."""

from dataclasses import dataclass

from llama2_rtl.converters.hdl.checks import Rule

CLAIMS = {}
"""Block -> the functions that give its `Claims`, each from the parameters of the module."""


@dataclass(frozen=True)
class Claims:
    """Claims about the part `interface` of a block: `lines` of Verilog that go before the module's end, with the
    registers that the claims need, and Rules, in names of the module and of these lines, that hold in all cycles
    without reset. Those whose names begin with HELPER are there for the induction: what the reachable states have in
    common, proven like the rest. `probes` are what they read of what the block places."""

    interface: str
    lines: str
    rules: tuple
    probes: tuple = ()


@dataclass(frozen=True)
class Probe:
    """What claims read of an instance, `label`, of the block: the `value` there, in Verilog, of so many bits, as the
    wire `label$name` of the block. `value` may speak of `at`, which then is the value of the wire `at` of the block, of
    `at_bits` bits."""

    label: str
    name: str
    bits: int
    value: str
    at: str | None = None
    at_bits: int = 0


HELPER = "inv_"


def claim(name, condition, sentence):
    """A Rule in the names of the module itself: braces mean what they mean in Verilog."""
    return Rule(name, condition, sentence)


def claims_of(*blocks):
    """Decorator: the function gives `Claims` of each of the `blocks`, called with the module's parameters."""
    def register(function):
        for block in blocks:
            CLAIMS.setdefault(block, []).append(function)
        return function
    return register


def claims(entry):
    """The `Claims` of a module (`Converted`)."""
    from llama2_rtl.proofs import properties  # noqa: F401  each registers its own
    return [function(**dict(entry.params)) for function in CLAIMS.get(entry.block, ())]
