"""The rules of a block's ports as assertions in its Verilog: one statement, which every simulation then holds it to."""

import re
from dataclasses import dataclass

from llama2_rtl.converters.hdl.private import name_of, shape_of
from llama2_rtl.converters.hdl.verbatim import reading_text, verbatim

MACRO = "LLAMA2_RTL_CHECKS"
"""Under this macro the assertions are compiled; `design` leaves them out unless it is asked for them."""

BEGIN, END = f"`ifdef {MACRO}", f"`endif  // {MACRO}"
BROKEN = "broken rule:"
"""The word by which the message of a broken rule is found in a simulator's output."""

_EARLIER = "was_"


@dataclass(frozen=True)
class Rule:
    """What holds in every cycle without reset, after the first: `condition`, in Verilog, of names in braces: a signal,
    or its value in the cycle before, as `{was_signal}`. `name` tells it from the others of its block or bundle,
    `sentence` says it to whoever breaks it. A bundle with the field `unless` does not keep it."""

    name: str
    condition: str
    sentence: str
    unless: str | None = None

    @property
    def signals(self):
        """The names of the signals that it speaks of."""
        return {name.removeprefix(_EARLIER) for name in re.findall(r"{(\w+)}", self.condition)}

    def lines(self, prefix, alive, names, widths):
        """Declarations, and statements of a clocked process; `alive` is true in cycles that count."""
        earlier = {name: f"{prefix}${self.name}${name}" for name in re.findall(rf"{{({_EARLIER}\w+)}}", self.condition)}
        declared = [f"reg [{widths[name.removeprefix(_EARLIER)] - 1}:0] {kept};" for name, kept in earlier.items()]
        done = [f"{kept} <= {names[name.removeprefix(_EARLIER)]};" for name, kept in earlier.items()]
        condition = self.condition.format(**names, **earlier)
        return declared, [*done, f"if ({alive} && ({condition}) !== 1'b1) begin", *_broken(self.sentence), "end"]


@dataclass(frozen=True)
class Stays:
    """From every cycle in which `waiting` holds, in Verilog, of names in braces, to the next, the signals `kept` stay
    as they are. Their values are stored only in such cycles. A bundle with the field `unless` does not keep it."""

    name: str
    waiting: str
    kept: tuple
    sentence: str
    unless: str | None = None

    @property
    def signals(self):
        """The names of the signals that it speaks of."""
        return {*re.findall(r"{(\w+)}", self.waiting), *self.kept}

    def lines(self, prefix, alive, names, widths):
        """As `Rule.lines`."""
        own = f"{prefix}${self.name}"
        kept, waits = {name: f"{own}${_EARLIER}{name}" for name in self.kept}, f"{own}$waits"
        declared = [f"reg {waits} = 0;", *(f"reg [{widths[name] - 1}:0] {at};" for name, at in kept.items())]
        waiting = self.waiting.format(**names)
        moved = " || ".join(f"{names[name]} !== {at}" for name, at in kept.items())
        return declared, [f"if ({alive} && {waits} && ({moved})) begin", *_broken(self.sentence), "end",
                          f"{waits} <= {alive} && ({waiting});",
                          f"if ({waiting}) begin", *(f"    {at} <= {names[name]};" for name, at in kept.items()), "end"]


def _broken(sentence):
    return [f'    $display("{BROKEN} %m at %0d ns: {sentence}", $time);', "    $finish;"]


def check(clk, rst, rules, name="rules", **signals):
    """The assertions of `rules` on `signals`, by the names that the rules give them; `name` tells several calls in one
    block apart.

    A rule that does not hold, or is unknown, ends the simulation with its sentence, the instance and the time. Raises
    ValueError where a rule names a signal that is missing.
    """
    for signal in (signal for rule in rules for signal in rule.signals):
        if signal not in signals:
            raise ValueError(f"a rule speaks of '{signal}', which is none of {', '.join(signals)}")
    return verbatim(_Assertions(clk, (rst,), rules, f"check${name}", signals), [clk, rst, *signals.values()], [])


def check_bundle(clk, resets, rules, name, **signals):
    """The assertions of the rules of a bundle that is the port `name` of a block with these `resets`, each of which
    suspends them."""
    return reading_text(_Assertions(clk, resets, rules, name, signals), [clk, *resets, *signals.values()])


class _Assertions:
    """The text of the assertions, written when all signals have their names. Their own registers have names that no
    signal can have, for Python's contain no `$`: `name$alive`, `name$rule$waits`, `name$rule$was_signal`, with the name
    of a bundle, or `check$` and that of a call of `check`."""

    def __init__(self, clk, resets, rules, name, signals):
        if twice := [rule.name for number, rule in enumerate(rules) if rule.name in [r.name for r in rules[:number]]]:
            raise ValueError(f"two rules of '{name}' are called {', '.join(twice)}; rename one")
        self.clk, self.resets, self.rules, self.name, self.signals = clk, resets, rules, name, signals

    def __str__(self):
        names = {name: name_of(signal) for name, signal in self.signals.items()}
        widths = {name: shape_of(signal)[0] for name, signal in self.signals.items()}
        alive = f"{self.name}$alive"
        quiet = " && ".join(_without(reset) for reset in self.resets)
        declared, done = [f"reg {alive} = 0;"], [f"{alive} <= {quiet};"]
        for rule in self.rules:
            more = rule.lines(self.name, f"{alive} && {quiet}", names, widths)
            declared += more[0]
            done += more[1]
        process = [f"always @(posedge {name_of(self.clk)}) begin", *(f"    {line}" for line in done), "end"]
        return "\n".join([BEGIN, "// verilator lint_off WIDTH", *declared, *process, "// verilator lint_on WIDTH", END])


def _without(reset):
    """That a reset is not given: one that is no ResetSignal is a top's, and active low."""
    return f"!{name_of(reset)}" if hasattr(reset, "active") else name_of(reset)


def without_checks(text):
    """The Verilog `text` of a module without its assertions."""
    return re.sub(rf"\n{re.escape(BEGIN)}\n.*?\n{re.escape(END)}\n", "", text, flags=re.S)


def with_declarations(text, declarations):
    """The Verilog `text` of a module with `declarations` that its assertions alone need, at the first of them."""
    return text.replace(f"\n{BEGIN}\n", "\n".join(["", BEGIN, *declarations, ""]), 1)
