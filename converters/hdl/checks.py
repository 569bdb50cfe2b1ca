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

CHECKED = "check$"
"""How the name begins under which a call of `check` states its rules, unlike that of a bundle."""

_EARLIER, _OPEN = "was_", "open"


@dataclass(frozen=True)
class Rule:
    """What holds in every cycle without reset, after the first: `condition`, in Verilog, of names in braces: a signal,
    or its value in the cycle before, as `{was_signal}`. `name` tells it from the others of its block or bundle,
    `sentence` says it to whoever breaks it. A bundle with the field `unless` does not keep it. Of a bundle it is the
    `duty` of its "source" or its "sink"; None where one of them drives all signals whose present values it speaks of,
    and so has it.

    Where it speaks of what is `between` two conditions, `{open}` in its own one is high from the cycle after the first
    of them up to the cycle of the second."""

    name: str
    condition: str
    sentence: str
    unless: str | None = None
    duty: str | None = None
    between: tuple | None = None

    @property
    def signals(self):
        """The names of the signals that it speaks of."""
        text = self.condition + "".join(self.between or ())
        return {name.removeprefix(_EARLIER) for name in re.findall(r"{(\w+)}", text)} - {_OPEN}

    @property
    def present(self):
        """The names of the signals whose present values it speaks of."""
        return {name for name in re.findall(r"{(\w+)}", self.condition) if not name.startswith(_EARLIER)} - {_OPEN}

    @property
    def looks_back(self):
        """Whether it speaks of values of the cycle before."""
        return _EARLIER in self.condition

    def kept_values(self, prefix, alive, quiet, names, widths):
        """`(declarations, statements of a clocked process, what then holds in every cycle that counts)`; `alive` is
        true in these, `quiet` in all without reset."""
        earlier = {name: f"{prefix}${self.name}${name}" for name in re.findall(rf"{{({_EARLIER}\w+)}}", self.condition)}
        declared = [f"reg [{widths[name.removeprefix(_EARLIER)] - 1}:0] {kept};" for name, kept in earlier.items()]
        done = [f"{kept} <= {names[name.removeprefix(_EARLIER)]};" for name, kept in earlier.items()]
        if self.between:
            at, begins, ends = f"{prefix}${self.name}$open", *(text.format(**names) for text in self.between)
            earlier[_OPEN] = at
            declared.append(f"reg {at} = 0;")
            done.append(f"{at} <= {quiet} && ({begins} || {at} && !({ends}));")
        return declared, done, self.condition.format(**names, **earlier)

    def lines(self, prefix, alive, quiet, names, widths):
        """`(declarations, conditions of which one holds in every cycle in which the statements matter, statements of a
        clocked process)`; `alive` and `quiet` are as of `kept_values`."""
        declared, done, condition = self.kept_values(prefix, alive, quiet, names, widths)
        fails = f"({condition}) !== 1'b1"
        return declared, [*map(_changes, done), fails], [
            *done, f"if ({fails})", f"    if ({alive}) begin", *_broken(self.sentence), "    end"]


@dataclass(frozen=True)
class Stays:
    """From every cycle in which `waiting` holds, in Verilog, of names in braces, to the next, the signals `kept` stay
    as they are. Their values are stored only in such cycles. `unless` and `duty` are as of a `Rule`."""

    name: str
    waiting: str
    kept: tuple
    sentence: str
    unless: str | None = None
    duty: str | None = None

    @property
    def signals(self):
        """The names of the signals that it speaks of."""
        return {*re.findall(r"{(\w+)}", self.waiting), *self.kept}

    @property
    def present(self):
        """As `Rule.present`."""
        return set(self.kept)

    between = None
    """As `Rule.between`: it speaks of none."""

    looks_back = True
    """As `Rule.looks_back`."""

    def kept_values(self, prefix, alive, quiet, names, widths):
        """As `Rule.kept_values`."""
        declared, done, moved = self._parts(prefix, alive, names, widths)
        return declared, done, f"!({moved})"

    def lines(self, prefix, alive, quiet, names, widths):
        """As `Rule.lines`."""
        declared, done, moved = self._parts(prefix, alive, names, widths)
        return declared, [f"{prefix}${self.name}$waits", f"({self.waiting.format(**names)})"], [
            f"if ({alive} && {moved}) begin", *_broken(self.sentence), "end", *done]

    def _parts(self, prefix, alive, names, widths):
        own = f"{prefix}${self.name}"
        kept, waits = {name: f"{own}${_EARLIER}{name}" for name in self.kept}, f"{own}$waits"
        declared = [f"reg {waits} = 0;", *(f"reg [{widths[name] - 1}:0] {at};" for name, at in kept.items())]
        waiting = self.waiting.format(**names)
        moved = " || ".join(f"{names[name]} !== {at}" for name, at in kept.items())
        return declared, [f"{waits} <= {alive} && ({waiting});", f"if ({waiting}) begin",
                          *(f"    {at} <= {names[name]};" for name, at in kept.items()), "end"], f"{waits} && ({moved})"


def _broken(sentence):
    return [f'        $display("{BROKEN} %m at %0d ns: {sentence}", $time);', "        $finish;"]


def _changes(assignment):
    """The condition that an assignment to a register gives it another value."""
    register, value = assignment.removesuffix(";").split(" <= ", 1)
    return f"{register} !== ({value})"


@dataclass(frozen=True)
class Stated:
    """Rules in the terms of a module's Verilog: those of the bundle that is its port `name`, or of a call of `check`.
    `signals` and `widths` are those of the names in the rules; `quiet` holds in cycles without reset, and the register
    `alive` after the first of them."""

    name: str
    rules: tuple
    signals: dict
    widths: dict
    clk: str
    quiet: str

    @property
    def alive(self):
        return f"{self.name}$alive"


def check(clk, rst, rules, name="rules", **signals):
    """The assertions of `rules` on `signals`, by the names that the rules give them; `name` tells several calls in one
    block apart.

    A rule that does not hold, or is unknown, ends the simulation with its sentence, the instance and the time. Raises
    ValueError where a rule names a signal that is missing.
    """
    for signal in (signal for rule in rules for signal in rule.signals):
        if signal not in signals:
            raise ValueError(f"a rule speaks of '{signal}', which is none of {', '.join(signals)}")
    return verbatim(_Assertions(clk, (rst,), rules, f"{CHECKED}{name}", signals), [clk, rst, *signals.values()], [])


def check_bundle(clk, resets, rules, name, **signals):
    """The assertions of the rules of a bundle that is the port `name` of a block with these `resets`, each of which
    suspends them."""
    return reading_text(_Assertions(clk, resets, rules, name, signals), [clk, *resets, *signals.values()])


class _Assertions:
    """The text of the assertions, written when all signals have their names. Their own registers have names that no
    signal can have, for Python's contain no `$`: `name$alive`, `name$busy`, `name$rule$waits`, `name$rule$was_signal`,
    `name$rule$open`, with the name of a bundle, or `check$` and that of a call of `check`. `stated`, then, is what they
    state."""

    def __init__(self, clk, resets, rules, name, signals):
        if twice := [rule.name for number, rule in enumerate(rules) if rule.name in [r.name for r in rules[:number]]]:
            raise ValueError(f"two rules of '{name}' are called {', '.join(twice)}; rename one")
        self.clk, self.resets, self.rules, self.name, self.signals = clk, resets, rules, name, signals

    def __str__(self):
        self.stated = stated = Stated(
            self.name, tuple(self.rules), {name: name_of(signal) for name, signal in self.signals.items()},
            {name: shape_of(signal)[0] for name, signal in self.signals.items()}, name_of(self.clk),
            " && ".join(_without(reset) for reset in self.resets))
        declared, done = [f"reg {stated.alive} = 0;"], [f"{stated.alive} <= {stated.quiet};"]
        matters, busy = [_changes(done[0])], f"{self.name}$busy"
        for rule in self.rules:
            more = rule.lines(self.name, f"{stated.alive} && {stated.quiet}", stated.quiet, stated.signals,
                              stated.widths)
            for kept, new in zip((declared, matters, done), more, strict=True):
                kept += new
        # A wire, which a simulator evaluates where something changes, and in most cycles nothing else.
        process = [f"wire {busy} = {' || '.join(matters)};",
                   f"always @(posedge {stated.clk}) if ({busy} !== 1'b0) begin",
                   *(f"    {line}" for line in done), "end"]
        return "\n".join([BEGIN, "// verilator lint_off WIDTH", *declared, *process, "// verilator lint_on WIDTH", END])


def statements(blocks):
    """The `Stated` of all assertions among the sub-blocks of a module that has been converted."""
    for block in blocks:
        text = getattr(getattr(block, "verilog_code", None), "text", None)
        if isinstance(text, _Assertions):
            yield text.stated


def _without(reset):
    """That a reset is not given: one that is no ResetSignal is a top's, and active low."""
    return f"!{name_of(reset)}" if hasattr(reset, "active") else name_of(reset)


def without_checks(text):
    """The Verilog `text` of a module without its assertions."""
    return re.sub(rf"\n{re.escape(BEGIN)}\n.*?\n{re.escape(END)}\n", "", text, flags=re.S)


def with_declarations(text, declarations):
    """The Verilog `text` of a module with `declarations` that its assertions alone need, at the first of them."""
    return text.replace(f"\n{BEGIN}\n", "\n".join(["", BEGIN, *declarations, ""]), 1)
