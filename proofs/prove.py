"""The proof of a module: its obligations, first against the contracts of what it places, then with all of it."""

from dataclasses import dataclass

from llama2_rtl.converters.hdl.checks import CHECKED
from llama2_rtl.converters.hdl.text import before_end
from llama2_rtl.proofs.claims import claims
from llama2_rtl.proofs.duty import is_own
from llama2_rtl.proofs.obligations import Obligation, assertion_name, obligations
from llama2_rtl.proofs.resets import CYCLES as RESET_CYCLES
from llama2_rtl.proofs.resets import reset_lines
from llama2_rtl.proofs.smt import SOLVER, induct, model, search
from llama2_rtl.proofs.text import free, plain, renamed, with_probe, with_probed, with_rules
from llama2_rtl.proofs.unstated import reason_for
from llama2_rtl.proofs.verdict import BOUNDED, FAILED, PROVEN, Verdict
from llama2_rtl.proofs.wiring import instances

DEPTH = 6
"""Cycles before that an induction looks at, at most."""

BOUND = 16
"""Cycles from the start in which what is not proven is searched for a way that breaks it."""

LARGE, LARGE_BOUND = 70, 8
"""Instances in a module from which on an induction has but the contracts of what it places; the cycles then searched.
"""

LIMIT = 20
"""Seconds of a processor for a question to the solver."""

ARITHMETIC = ("multiply", "partial_product", "rom", "registered_rom", "deep_rom", "deep_ram", "adder_tree")
"""Blocks whose numbers no rule speaks of: anything may come out of them."""


@dataclass(frozen=True)
class Setting:
    """What of the design a proof sees. `contracts`: of what the module places only the rules that it keeps; else all of
    it but ARITHMETIC."""

    contracts: bool

    def hides(self, entry):
        return entry.block in ARITHMETIC or (self.contracts and bool(entry.stated))

    def shows(self, one, entry, modules):
        """Whether what an `Obligation` of the module `entry` speaks of is there: a hidden module has but its ports."""
        if one.label is None or not one.interface.startswith(CHECKED):
            return True
        [child] = [modules[placed.module] for placed in instances(entry.text) if placed.label == one.label]
        return not self.hides(child)


def prove_module(entry, modules, folder):
    """The `Verdict`s of a module (`Converted`) of a design, Verilog name -> `Converted`; the tools work in `folder`."""
    pending = {one.name: one for one in [*obligations(entry, modules), *(
        Obligation(None, some.interface, rule) for some in claims(entry) for rule in some.rules)]}
    verdicts, known = [], {}

    def settle(names, seconds, **fields):
        for name in names:
            one = pending.pop(name)
            verdicts.append(Verdict(
                entry.block, entry.verilog_name, ".".join(filter(None, (one.label, one.interface))), one.rule.name,
                one.rule.sentence, solver=SOLVER, seconds=round(seconds / len(names), 2), **fields))

    for name in list(pending):
        if reason := reason_for(entry.block, name):
            settle([name], 0, status=BOUNDED, depth=0, why=reason)
    is_large = _size(entry, modules) > LARGE
    settings = [Setting(True)] if is_large else [Setting(True), Setting(False)]
    for setting in settings if instances(entry.text) else [Setting(False)]:
        place = folder / ("contracts" if setting.contracts else "whole")
        while True:
            wanted = {name: one for name, one in pending.items() if setting.shows(one, entry, modules)}
            names, depth, seconds = _inductive(entry, modules, setting, wanted, known, place)
            known |= {name: pending[name] for name in names}
            settle(names, seconds, status=PROVEN, depth=depth)
            if not names or len(names) == len(wanted):
                break
    if pending:
        place = folder / "bounded"
        model(place, entry.verilog_name, _files(entry, modules, Setting(False), pending, known))
        answer = search(place, LARGE_BOUND if is_large else BOUND, LIMIT)
        broken = [name for name in pending if name in (answer.failed or ())]
        settle(broken, answer.seconds, status=FAILED, depth=answer.step, why=f"see {place / 'trace.vcd'}")
        settle(list(pending), answer.seconds, status=BOUNDED, depth=answer.step, why=_why(entry, is_large))
    return verdicts


def _why(entry, is_large):
    if is_large:
        return f"{entry.block} holds too much for an induction over all of it, and contracts do not say it"
    return "it does not follow from itself alone, and no helper is stated"


def _size(entry, modules):
    """Instances in a module, and in these."""
    return sum(1 + _size(modules[placed.module], modules) for placed in instances(entry.text))


def _inductive(entry, modules, setting, wanted, known, place):
    """The names among the obligations `wanted` of the largest set that follows by induction from itself and from what
    is `known`, and that holds from the start on; its depth, and the seconds of all questions. What fails beside others
    may hold once these are known."""
    seconds = 0
    while wanted:
        model(place, entry.verilog_name, _files(entry, modules, setting, wanted, known))
        answer = induct(place, DEPTH, LIMIT)
        seconds += answer.seconds
        if answer.failed is None:
            break
        if not answer.failed:
            start = search(place, DEPTH + RESET_CYCLES, LIMIT)
            seconds += start.seconds
            if start.failed is None:
                break
            if not start.failed:
                return list(wanted), DEPTH - answer.step, seconds
            answer = start
        if not answer.failed & set(wanted):
            raise AssertionError(f"the solver names {sorted(answer.failed)} of {sorted(wanted)}")
        wanted = {name: one for name, one in wanted.items() if name not in answer.failed}
    return [], 0, seconds


def _files(entry, modules, setting, wanted, known):
    """File name -> Verilog of a proof of the obligations `wanted`, with those that are `known`: what the module places
    directly has a copy for each instance, whose rules may be asked for in one and not in the other."""
    own, given = ({(one.interface, one.rule.name) for one in some.values() if one.label is None}
                  for some in (wanted, known))
    top = with_rules(entry, entry.text, lambda stated, rule: (stated.name, rule.name) in own,
                     lambda stated, rule: not is_own(entry, stated, rule) or (stated.name, rule.name) in given)
    probes, quiet = [], entry.stated[0].quiet
    for some in claims(entry):
        shown = {rule: "assert" if (some.interface, rule.name) in own else "assume" for rule in some.rules
                 if (some.interface, rule.name) in own | given}
        if not shown:
            continue
        top = before_end(top, [some.lines, *(
            f"always @* if ({quiet}) {assertion_name(some.interface, rule.name)}: {kind} ({rule.condition});"
            for rule, kind in shown.items())])
        probes += some.probes
    for probe in probes:
        top = with_probed(top, probe)
    texts = {}

    def add(child, name, asked, is_probed=False):
        if name in texts:
            return
        hidden = setting.hides(child) and not is_probed
        body = renamed(free(child.text) if hidden else child.text, name)
        texts[name] = with_rules(child, body, lambda stated, rule: (stated.name, rule.name) in asked,
                                 lambda stated, rule: stated.name in child.bundles or not hidden)
        for placed in [] if hidden else instances(child.text):
            add(modules[placed.module], placed.module, ())

    for placed in instances(entry.text):
        copy = f"{placed.module}_{placed.label}"
        top = top.replace(f"\n{placed.module} {placed.label} (", f"\n{copy} {placed.label} (")
        add(modules[placed.module], copy,
            {(one.interface, one.rule.name) for one in wanted.values() if one.label == placed.label},
            any(probe.label == placed.label for probe in probes))
        for probe in probes:
            if probe.label == placed.label:
                texts[copy] = with_probe(texts[copy], probe)
    texts[entry.verilog_name] = before_end(top, reset_lines(entry))
    return {f"{name}.v": "`default_nettype none\n" + plain(text) for name, text in texts.items()}
