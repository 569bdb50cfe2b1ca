"""Mutations of a module's text: every kind, where it may be, and the same one in modules of other parameters."""

import pytest

from llama2_rtl.converters.hdl import design
from llama2_rtl.converters.kernels.delay import delay
from llama2_rtl.converters.stages.argmax import argmax
from llama2_rtl.mutation.mutations import Mutation, mutations, shape

MODULE = """// small: generated from the block small(width=4). Change the block, not this file.
`timescale 1ns/1ps

module small (
    input wire clk,
    input wire rst,
    input wire [3:0] a,  // a && b
    output reg [3:0] q
);

localparam [1:0] ON = 2'd1;
wire [3:0] next;
wire on;
reg [3:0] kept [0:2-1];

assign next = (on ? {a[3], (a[2:0] + 3'd1)} : 0);
assign on = ((!rst) && (a != 7) && kept[1][0]);

part u_part (
    .clk(clk),
    .x(next),
    .y(q),
    .z(on),
    .out()
);

always @(posedge clk) begin  // keep
    if (rst == 1) begin
        q <= 0;
    end
    else begin
        if (on) begin
            q <= next;
        end
    end
end

`ifdef LLAMA2_RTL_CHECKS
always @(posedge clk) if (a && q) $finish;
`endif  // LLAMA2_RTL_CHECKS
endmodule
"""
PINS = dict(part=dict(clk=(False, 1), x=(False, 4), y=(False, 4), z=(False, 1), out=(True, 4)))

EDITS = {
    ("width: a bit less", "wire [3:0] next;"): ["wire [2:0] next;"],
    ("width: a bit less", "reg [3:0] kept [0:2-1];"): ["reg [2:0] kept [0:2-1];"],
    ("operator: + is -", "assign next = (on ? {a[3], (a[2:0] + 3'd1)} : 0);"): [
        "assign next = (on ? {a[3], (a[2:0] - 3'd1)} : 0);"],
    ("operator: no !", "assign on = ((!rst) && (a != 7) && kept[1][0]);"): [
        "assign on = ((rst) && (a != 7) && kept[1][0]);"],
    ("operator: != is ==", "assign on = ((!rst) && (a != 7) && kept[1][0]);"): [
        "assign on = ((!rst) && (a == 7) && kept[1][0]);"],
    ("constant: one less", "assign next = (on ? {a[3], (a[2:0] + 3'd1)} : 0);"): [
        "assign next = (on ? {a[3], (a[2:0] + 3'd0)} : 0);"],
    ("constant: one more", "assign next = (on ? {a[3], (a[2:0] + 3'd1)} : 0);"): [
        "assign next = (on ? {a[3], (a[2:0] + 3'd2)} : 0);", "assign next = (on ? {a[3], (a[2:0] + 3'd1)} : 1);"],
    ("condition: negated", "assign next = (on ? {a[3], (a[2:0] + 3'd1)} : 0);"): [
        "assign next = (!(on) ? {a[3], (a[2:0] + 3'd1)} : 0);"],
    ("enable: right one always", "assign on = ((!rst) && (a != 7) && kept[1][0]);"): [
        "assign on = ((!rst) && 1'b1 && kept[1][0]);", "assign on = ((!rst) && (a != 7) && 1'b1);"],
    ("enable: left one always", "assign on = ((!rst) && (a != 7) && kept[1][0]);"): [
        "assign on = (1'b1 && (a != 7) && kept[1][0]);", "assign on = ((!rst) && 1'b1 && kept[1][0]);"],
    ("condition: always", "if (on) begin"): ["if (1'b1) begin"],
    ("condition: never", "if (on) begin"): ["if (1'b0) begin"],
    ("condition: negated", "if (on) begin"): ["if (!(on)) begin"],
    ("reset: never", "if (rst == 1) begin"): ["if (1'b0) begin"],
    ("reset: another value", "q <= 0;"): ["q <= 1;"],
    ("enable: never", "q <= next;"): [";"],
    ("connection: swapped", ".x(next),\n.y(q),"): [".x(q),\n.y(next),"],
}
"""(edit, line) -> what it may be, of all lines that have it."""


def stripped(code):
    return "\n".join(row.strip() for row in code.split("\n"))


def test_every_kind():
    found = {}
    for mutation, change in mutations("small", MODULE, PINS).items():
        found.setdefault((mutation.edit, stripped(change.line.code)), []).append(stripped(change.code))
    for key, codes in EDITS.items():
        assert sorted(found[key]) == sorted(codes)


def test_where_there_is_none():
    """Ports, constants, comments, rules, pins of other widths, directions or of the same wire."""
    lines = {change.line.number for change in mutations("small", MODULE, PINS).values()}
    code = {number: row.strip() for number, row in enumerate(MODULE.split("\n"), 1)}
    assert {code[number] for number in lines} == {
        "wire [3:0] next;", "reg [3:0] kept [0:2-1];", "assign next = (on ? {a[3], (a[2:0] + 3'd1)} : 0);",
        "assign on = ((!rst) && (a != 7) && kept[1][0]);", ".x(next),", "if (rst == 1) begin", "q <= 0;",
        "if (on) begin", "q <= next;"}


def test_a_change_is_one_line():
    for change in mutations("small", MODULE, PINS).values():
        before, after = MODULE.split("\n"), change.in_text(MODULE).split("\n")
        changed = [at for at, (one, other) in enumerate(zip(before, after, strict=True), 1) if one != other]
        assert changed == list(range(change.line.number, change.line.number + change.line.code.count("\n") + 1))


def test_the_same_mutation_with_other_parameters():
    [one], [other] = (design(delay, dict(width=width, cycles=3)) for width in (4, 9))
    ours, theirs = (mutations("delay", entry.text, {}) for entry in (one, other))
    assert set(ours) == set(theirs)
    width = next(mutation for mutation in ours if mutation.edit.startswith("width"))
    assert "[10:0]" in ours[width].code and "[25:0]" in theirs[width].code


@pytest.mark.parametrize("code, expected", [("  a[3] <= 4'd12;", "a[#] <= #;"), ("x3 = 7 + y;", "x3 = # + y;")])
def test_shape(code, expected):
    assert shape(code) == expected


def test_lines_alike_are_told_apart():
    text = design(argmax, dict(row_bits=10, vectors=2))[-1].text
    found = mutations("argmax", text, {})
    again = [mutation for mutation in found if mutation.occurrence]
    assert again
    for mutation in again:
        first = Mutation(mutation.block, mutation.shape, 0, mutation.edit, mutation.place)
        if first in found:
            assert found[first].line.number < found[mutation].line.number
