"""The Verilog of a proof: modules with their rules asserted or assumed, and what stands in for a module."""

import re

from llama2_rtl.converters.hdl.checks import BEGIN, END, without_checks
from llama2_rtl.converters.hdl.text import before_end
from llama2_rtl.proofs.duty import speaks_of_unknowns
from llama2_rtl.proofs.obligations import assertion_name

_CHECKS = re.compile(rf"^{re.escape(BEGIN)}\n(.*?)^{re.escape(END)}", re.M | re.S)
_CONSTANT = re.compile(r"^localparam .*;$", re.M)
_HEADER = re.compile(r"^module \w+ \(\n.*?^\);$", re.M | re.S)
_OUTPUT = re.compile(r"^    output (?:reg|wire) (signed )?(\[\d+:\d+\] )?(\w+)", re.M)


def with_rules(entry, text, asserted, assumed):
    """The module's Verilog `text` with its rules as statements of a proof before its end.

    asserted, assumed: whether the rule of a `Stated` is to be proven, is given. In both cases it counts in cycles
    without reset, from the second on; unlike in simulation in the first one after a reset too, unless it looks back at
    a value of the cycle before. In the first cycle of all, that of a reset, a block's own copy of it is not there yet.
    What a rule remembers of what is open is kept in any case, for claims speak of it.
    """
    statements, constants = [], _CONSTANT.findall("\n".join(_CHECKS.findall(entry.text)))
    for stated in entry.stated:
        kinds = [(rule, "assert" if asserted(stated, rule) else "assume" if assumed(stated, rule) else None)
                 for rule in stated.rules if not speaks_of_unknowns(rule)]
        kept = [(rule, kind) for rule, kind in kinds if kind or rule.between]
        if not kept:
            continue
        begun, alive = f"{stated.name}$begun", f"{stated.alive} && {stated.quiet}"
        declared = [f"reg {stated.alive} = 0, {begun} = 0;"]
        done, holds = [f"{stated.alive} <= {stated.quiet};", f"{begun} <= 1;"], []
        for rule, kind in kept:
            more = rule.kept_values(stated.name, stated.quiet, stated.quiet, stated.signals, stated.widths)
            declared += more[0]
            done += more[1]
            counts = alive if rule.looks_back else f"{begun} && {stated.quiet}"
            if kind:
                holds.append(f"always @* if ({counts}) "
                             f"{assertion_name(stated.name, rule.name)}: {kind} ({more[2]});")
        declared += constants if stated.name not in entry.bundles else []
        statements += [*declared, f"always @(posedge {stated.clk}) begin", *done, "end", *holds]
    return before_end(text, statements)


def with_probe(text, probe):
    """The Verilog `text` of an instance's module with the ports of a `claims.Probe`."""
    ports = [f"output wire [{probe.bits - 1}:0] {probe.name}$probe"]
    if probe.at:
        ports.append(f"input wire [{probe.at_bits - 1}:0] {probe.name}$at")
    header = _HEADER.search(text)[0]
    value = re.sub(r"\bat\b", f"{probe.name}$at", probe.value)
    text = text.replace(header, header.removesuffix("\n);") + "\n, " + ", ".join(ports) + "\n);", 1)
    return before_end(text, [f"assign {probe.name}$probe = {value};"])


def with_probed(text, probe):
    """The Verilog `text` of a module whose instance has the ports of a `claims.Probe`."""
    wire = f"{probe.label}${probe.name}"
    pins = [f".{probe.name}$probe({wire})"] + ([f".{probe.name}$at({probe.at})"] if probe.at else [])
    text, count = re.subn(rf"^(\w+ {probe.label} \(\n)", lambda match: match[1] + ", ".join(pins) + ",\n", text,
                          flags=re.M)
    if count != 1:
        raise ValueError(f"there is no instance {probe.label} of which claims could read {probe.value}")
    return _HEADER.sub(lambda match: f"{match[0]}\nwire [{probe.bits - 1}:0] {wire};", text, count=1)


def renamed(text, name):
    """The Verilog `text` of a module, under another name."""
    return re.sub(r"^module \w+", f"module {name}", text, count=1, flags=re.M)


def plain(text):
    """The module's text without the assertions for simulators."""
    return without_checks(text)


def free(text):
    """A module with the header of the `text` that drives its outputs as it likes."""
    header = _HEADER.search(text)[0]
    lines = []
    for _, bits, name in _OUTPUT.findall(header):
        lines += [f"(* anyseq *) reg {bits}free${name};", f"assign {name} = free${name};"]
    return "\n".join([_OUTPUT.sub(lambda match: match[0].replace("output reg", "output wire"), header), *lines,
                      "endmodule\n"])

