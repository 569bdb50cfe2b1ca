"""A module alone: what it places is cut out, and every register and cut wire is a port."""

import re
from dataclasses import dataclass

from llama2_rtl.converters.hdl.text import before_end
from llama2_rtl.proofs.wiring import instances

_HEADER = re.compile(r"^module (\w+) \(\n(.*?)\n\);$", re.M | re.S)
_REGISTER = re.compile(r"^(?:    output )?reg (?:signed )?(?:\[(\d+):0\] )?(\w+)(?: \[0:(\d+)-1\])?[;,]?\s*(?://.*)?$",
                       re.M)
MOST_WORDS = 32
"""Of an array of registers whose words become ports one by one."""


@dataclass(frozen=True)
class Cut:
    """The `text` of the module; port -> bits of its `inputs`, among them what the cut modules drove, of the `driven`
    outputs, among them what they were given, and of its `registers`. A port of a cut module has the name of the
    instance before its own, with a $ between them."""

    text: str
    inputs: dict
    driven: dict
    registers: dict


def cut(entry, text, modules, name):
    """The `Cut` of a module (`Converted`), whose Verilog is `text` as far as it differs, under another name. modules:
    Verilog name -> `Converted`, of all that it places."""
    inputs = {port: bits for port, (bits, _) in entry.shapes.items() if port not in entry.outputs}
    driven = {port: entry.shapes[port][0] for port in sorted(entry.outputs)}
    statements = []
    for placed in instances(text):
        child = modules[placed.module]
        for port, written in placed.written.items():
            own, bits = f"{placed.label}${port}", child.shapes[port][0]
            if port not in child.outputs:
                driven[own] = bits
                statements.append(f"assign {own} = {written};")
            else:
                inputs[own] = bits
                if written:
                    statements.append(f"assign {written} = {own};")
        text = text.replace(placed.text, "", 1)
    registers = {}
    for high, register, words in _REGISTER.findall(text):
        for word in range(int(words)) if words else [None]:
            if word is None or int(words) <= MOST_WORDS:
                own = f"{register}$state" + ("" if word is None else f"${word}")
                registers[own] = int(high or 0) + 1
                statements.append(f"assign {own} = {register}{'' if word is None else f'[{word}]'};")
    ports = [f"    input wire [{bits - 1}:0] {port}" for port, bits in inputs.items() if "$" in port]
    ports += [f"    output wire [{bits - 1}:0] {port}" for port, bits in (driven | registers).items() if "$" in port]
    header = _HEADER.search(text)
    own = re.sub(r"(\s*//.*)$", "", header[2])
    text = text.replace(header[0], "\n".join([f"module {name} (", ",\n".join([own, *ports]), ");"]), 1)
    return Cut(before_end(text, statements), inputs, driven, registers)
