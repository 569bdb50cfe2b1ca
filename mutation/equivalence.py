"""Whether a mutant is equal to the original at the ports of its module, by induction over both side by side.

Both are given the same inputs, which keep the contracts of the module, and the same answers by what the module places,
which keep theirs. Equal means equal in every cycle from a reset on, but payload only while its valid is high. What the
registers of both have in common is found by trying: that each is equal, always or while a flag or a state has a value.
"""

import re
from itertools import product

from llama2_rtl.converters.hdl.text import before_end
from llama2_rtl.mutation.cut import cut
from llama2_rtl.proofs.duty import is_own
from llama2_rtl.proofs.resets import CYCLES, reset_lines
from llama2_rtl.proofs.smt import Unmodelled, induct, model, search
from llama2_rtl.proofs.text import plain, renamed, with_rules
from llama2_rtl.proofs.wiring import instances

DEPTH, LIMIT = 3, 20
"""Cycles before that an induction looks at, at most; seconds of a processor for a question to the solver."""

MOST_QUESTIONS = 12
"""Sets of helpers that are tried, at most: a count, so that an answer does not depend on how busy the machine is."""

NARROW, MOST_CONDITIONS = 3, 400
"""Bits of what may say, by its value, when a register is equal: a flag or a state; and pairs of a register and such a
value, at most."""

ORIGINAL, MUTANT = "original", "mutant"
_HEADER = re.compile(r"^module \w+ \(\n.*?^\);$", re.M | re.S)


def is_equal(entry, changed, modules, folder):
    """Whether the module (`Converted`) with the text `changed` is proven equal to what it was. modules: Verilog name ->
    `Converted`, of what it places; the tools work in `folder`."""
    sides = {name: cut(entry, plain(text), modules, name)
             for name, text in ((ORIGINAL, entry.text), (MUTANT, changed))}
    one, other = sides.values()
    if one.inputs.keys() != other.inputs.keys() or one.driven.keys() != other.driven.keys():
        return False
    valids = valid_of(entry, modules)
    wanted = {f"port_{number}": _equal(port, valids.get(port)) for number, port in enumerate(one.driven)}
    shared = [register for register in one.registers if register in other.registers]
    helpers = {f"inv_{number}": _equal(register) for number, register in enumerate(shared)}
    answer = _closed(entry, modules, sides, wanted, helpers, folder)
    if answer is True or answer is False:
        return answer
    differ = [register for number, register in enumerate(shared) if f"inv_{number}" in answer]
    conditions = [(register, condition) for register, (read, condition) in
                  product(differ, _conditions(one)) if read != register][:MOST_CONDITIONS]
    helpers = {name: text for name, text in helpers.items() if name not in answer} | {
        f"if_{number}": _equal(register, condition) for number, (register, condition) in enumerate(conditions)}
    return _closed(entry, modules, sides, wanted, helpers, folder) is True


def _conditions(side):
    """(port, condition) of each value of the narrow registers and outputs of the original."""
    for port, bits in {**side.registers, **side.driven}.items():
        for value in range(1 << bits) if bits <= NARROW else ():
            yield port, f"{ORIGINAL}${port} == {value}"


def valid_of(entry, modules):
    """Port of the module, or of what it places, -> in words of the original the valid under which it counts."""
    found = _valids(entry, "")
    for placed in instances(entry.text):
        found |= _valids(modules[placed.module], f"{placed.label}$")
    return found


def _valids(entry, before):
    found = {}
    for _, ports in entry.bundles.values():
        marks = [field for field in ports if field.endswith("valid")]
        for field, port in ports.items():
            same = [mark for mark in marks if (ports[mark] in entry.outputs) == (port in entry.outputs)]
            own = same if len(marks) == 1 else [mark for mark in same if field.startswith(mark.removesuffix("valid"))]
            if len(own) == 1 and field not in marks:
                found[f"{before}{port}"] = f"{ORIGINAL}${before}{ports[own[0]]}"
    return found


def _equal(port, condition=None):
    same = f"{ORIGINAL}${port} == {MUTANT}${port}"
    return f"!({condition}) || {same}" if condition else same


def _closed(entry, modules, sides, wanted, helpers, folder):
    """True where the statements `wanted` follow by induction, with those of the `helpers` that do; False where they do
    not hold, or no answer comes in the questions that there may be; else the names of the helpers that do not."""
    dropped = set()
    for _ in range(MOST_QUESTIONS):
        kept = {name: text for name, text in helpers.items() if name not in dropped}
        try:
            model(folder, "miter", _files(entry, modules, sides, wanted | kept))
        except Unmodelled:
            return False
        answer = search(folder, DEPTH + CYCLES, LIMIT)
        if answer.failed is None or answer.failed & set(wanted):
            return False
        if not answer.failed:
            answer = induct(folder, DEPTH, LIMIT)
            if answer.failed is None or not answer.failed:
                return answer.failed is not None
        failed = answer.failed & set(kept)
        if not failed:
            return dropped or False
        dropped |= failed
    return False


def _files(entry, modules, sides, statements):
    """File name -> Verilog of both sides and the statements about them."""
    one = sides[ORIGINAL]
    original = with_rules(entry, one.text, lambda *_: False, lambda stated, rule: not is_own(entry, stated, rule))
    texts, contracts = {ORIGINAL: original, MUTANT: sides[MUTANT].text}, []
    for placed in instances(plain(entry.text)):
        child, name = modules[placed.module], f"contract_{placed.module}"
        pins = ", ".join(f".{port}({placed.label}${port})" for port in child.shapes if port in placed.written)
        contracts.append(f"{name} contract_{placed.label} ({pins});")
        texts[name] = _contract(child, name)
    texts[ORIGINAL] = before_end(texts[ORIGINAL], contracts)
    texts["miter"] = _miter(entry, sides, statements)
    return {f"{name}.v": "`default_nettype none\n" + text for name, text in texts.items()}


def _contract(child, name):
    """A module that only receives what the ports of `child` have, and takes its contract for granted."""
    header = re.sub(r"^    output (?:reg|wire)", "    input wire", _HEADER.search(child.text)[0], flags=re.M)
    return with_rules(child, renamed(header + "\nendmodule\n", name), lambda *_: False,
                      lambda stated, rule: stated.name in child.bundles and is_own(child, stated, rule))


def _miter(entry, sides, statements):
    one = sides[ORIGINAL]
    lines = [f"module miter ({', '.join(f'input wire [{bits - 1}:0] {port}' for port, bits in one.inputs.items())});"]
    for name, side in sides.items():
        outputs = side.driven | side.registers
        lines += [f"wire [{bits - 1}:0] {name}${port};" for port, bits in outputs.items()]
        pins = [f".{port}({port})" for port in side.inputs] + [f".{port}({name}${port})" for port in outputs]
        lines.append(f"{name} u_{name} ({', '.join(pins)});")
    lines += _begin(entry)
    lines += [f"always @* if (begin$count == 0) assume ({_equal(register)});" for register in one.registers
              if register in sides[MUTANT].registers]
    lines += [f"always @* if (begin$count == {CYCLES}) {name}: assert ({text});" for name, text in statements.items()]
    return "\n".join([*lines, "endmodule", ""])


def _begin(entry):
    """The resets at the beginning, and a count of its cycles; of a module without any the count alone."""
    if lines := reset_lines(entry):
        return lines
    clk = next((port for port in ("clk", "aclk") if port in entry.shapes), None)
    if clk is None:
        return [f"wire [1:0] begin$count = {CYCLES};"]
    lines = ["reg [1:0] begin$count = 0;",
             f"always @(posedge {clk}) if (begin$count != {CYCLES}) begin$count <= begin$count + 1;"]
    return lines + ([f"always @* if (begin$count != {CYCLES}) assume (rst);"] if "rst" in entry.shapes else [])
