"""The machines of all generated modules call their states by name: after reset, in assignments, comparisons, cases."""

import re

import pytest

from llama2_rtl.converters.hdl import bit, design, look_up, module, named
from tb.hdl.tops import module_texts

REGISTER = re.compile(r"\breg \[(?!0:)\d+:0\] (\w+)(?=[,;\n ])")
NUMBER = re.compile(r"\d+|\d*'[bdh][0-9a-f]+")
NAME = re.compile(r"[A-Z][A-Z0-9_]*")
EXAMPLES = {"token_loop.state", "pipeline_controller.stage", "weight_router.matrix", "head_counter.kind",
            "row_reader.state", "kv_commands_keys.state", "run_control.error", "packet_transmitter.state"}


def labels(code, register):
    """The labels of all cases over a register."""
    found, open_cases = [], []
    for line in code.splitlines():
        if match := re.search(r"\bcase \((\w+)\)", line):
            open_cases.append(match[1])
        elif "endcase" in line:
            open_cases.pop()
        elif open_cases and open_cases[-1] == register and (match := re.match(r"\s+(\S+): ", line)):
            found += [match[1]] if match[1] != "default" else []
    return found


def machines(text):
    """Register -> the constants, names or numbers, that it takes or is compared with, of each machine in a module: of
    each register with a constant that has a name, or that takes nothing but constants and is compared with one."""
    code = re.sub(r"//.*", "", text)
    found = {}
    for register in REGISTER.findall(code):
        values = [part for value in re.findall(rf"^\s*{register} <?= (.+);$", code, re.M)
                  for part in re.split(r" [?:] ", value.strip("()"))[" ? " in value:]]
        compared = re.findall(rf"\b{register} [=!<>]=? (\w+|\d*'\w+)\)", code) + labels(code, register)
        taken = [value for value in values if NUMBER.fullmatch(value) or NAME.fullmatch(value)]
        compared = [value for value in compared if NUMBER.fullmatch(value) or NAME.fullmatch(value)]
        is_closed = len(taken) == len(values) and len(set(taken)) > 1
        if any(map(NAME.fullmatch, taken + compared)) or is_closed and compared:
            found[register] = taken + compared
    return found


def test_machines_are_found():
    found = {f"{name}.{register}" for name, text in module_texts().items() for register in machines(text)}
    assert found >= EXAMPLES


def test_states_have_names():
    numbers = {f"{name}.{register}": sorted(set(filter(NUMBER.fullmatch, constants)))
               for name, text in module_texts().items() for register, constants in machines(text).items()}
    assert {register: bare for register, bare in numbers.items() if bare} == {}


def test_names_are_declared():
    for name, text in module_texts().items():
        declared = set(re.findall(r"^localparam (?:\[\d+:0\] )?(\w+) = \d+'d\d+;$", text, re.M))
        for register, constants in machines(text).items():
            assert declared >= set(filter(NAME.fullmatch, constants)), f"{name}.{register}"


@pytest.mark.parametrize("body", [
    "case (state)\n    'h0: begin\n    end\n    default: begin\n    end\nendcase\nstate <= BUSY;",
    "state <= 0;\nif ((state == IDLE)) begin", "state <= IDLE;\nif ((state != 2)) begin",
    "state <= 1;\nstate <= 2;\nif ((state == 1)) begin", "state <= full ? 1 : 2;\nif ((state > 1)) begin"])
def test_numbers_are_found(body):
    assert any(map(NUMBER.fullmatch, machines(f"reg [1:0] state;\n{body}\n")["state"]))


def test_a_value_that_does_not_fit():
    first, second = named("FIRST SECOND")

    def body(index, size):
        return look_up(index, {first: 1, second: 2}, size)
    body.__name__ = "narrow_table"
    with pytest.raises(ValueError, match="the constant 2 does not fit 1 bits"):
        design(module(lambda: dict(index=bit(), size=bit()))(body), {})
