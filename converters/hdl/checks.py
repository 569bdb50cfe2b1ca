"""The rules of a block's ports as assertions in its Verilog: one statement, which every simulation then holds it to."""

import re
from dataclasses import dataclass

from converters.hdl.signals import shape_of
from converters.hdl.verbatim import verbatim

MACRO = "LLAMA2_RTL_CHECKS"
"""Under this macro the assertions are compiled; `design` leaves them out unless it is asked for them."""

BEGIN, END = f"`ifdef {MACRO}", f"`endif  // {MACRO}"
BROKEN = "broken rule:"
"""The word by which the message of a broken rule is found in a simulator's output."""

_EARLIER = "was_"


@dataclass(frozen=True)
class Rule:
    """What holds in every cycle without reset, after the first: `condition`, in Verilog, of names in braces: a signal,
    or its value in the cycle before, as `{was_signal}`. `sentence` says it to whoever breaks it."""

    condition: str
    sentence: str

    @property
    def names(self):
        """The names in braces."""
        return re.findall(r"{(\w+)}", self.condition)


def check(clk, rst, rules, **signals):
    """The assertions of `rules` on `signals`, by the names that the rules give them; one call in a block.

    A rule that does not hold, or is unknown, ends the simulation with its sentence, the instance and the time. Raises
    ValueError where a rule names a signal that is missing.
    """
    for name in (name for rule in rules for name in rule.names):
        if name.removeprefix(_EARLIER) not in signals:
            raise ValueError(f"a rule speaks of '{name}', which is none of {', '.join(signals)}")
    return verbatim(_Assertions(clk, rst, rules, signals), [clk, rst, *signals.values()], [])


class _Assertions:
    """The text of the assertions, written when all signals have their names."""

    def __init__(self, clk, rst, rules, signals):
        self.clk, self.rst, self.rules, self.signals = clk, rst, rules, signals

    def __str__(self):
        names = {name: signal._name for name, signal in self.signals.items()}
        earlier = sorted({name for rule in self.rules for name in rule.names if name.startswith(_EARLIER)})
        lines = [BEGIN, "reg checks_hold = 0;"]
        lines += [f"reg [{shape_of(self.signals[name.removeprefix(_EARLIER)])[0] - 1}:0] {name};" for name in earlier]
        lines += [f"always @(posedge {self.clk._name}) begin", f"    checks_hold <= !{self.rst._name};"]
        lines += [f"    {name} <= {names[name.removeprefix(_EARLIER)]};" for name in earlier]
        for rule in self.rules:
            condition = rule.condition.format(**names, **{name: name for name in earlier})
            lines += [f"    if (checks_hold && !{self.rst._name} && ({condition}) !== 1'b1) begin",
                      f'        $display("{BROKEN} %m at %0d ns: {rule.sentence}", $time);',
                      "        $finish;", "    end"]
        return "\n".join([*lines, "end", END])


def without_checks(text):
    """The Verilog `text` of a module without its assertions."""
    return re.sub(rf"\n{re.escape(BEGIN)}\n.*?\n{re.escape(END)}\n", "", text, flags=re.S)


def with_declarations(text, declarations):
    """The Verilog `text` of a module with `declarations` that its assertions alone need."""
    return text.replace(f"\n{BEGIN}\n", "\n".join(["", BEGIN, *declarations, ""]))
