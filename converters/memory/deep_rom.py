"""A deep memory with contents, read synchronously, cut into block RAMs that lie side by side."""

from pathlib import PurePath

from converters.hdl import clock, clog2, module, unsigned, verbatim
from converters.memory import cut
from converters.memory.cut import memory_body
from converters.memory.rom import readmemh

LATENCY = 1 + cut.LATENCY
"""Cycles from an address to its word: the address registers before the arrays."""


def ports(width, depth, file):
    return dict(clk=clock(), addr=unsigned(clog2(depth)), data=unsigned(width))


@module(ports, suffix=lambda file, **_: PurePath(file).stem)
def deep_rom(clk, addr, data, *, width, depth, file):
    """`depth` words of `width` bits in the files of `deep_contents`. `data` follows `addr` by LATENCY cycles and wants
    a register. Each array has an address register of its own, which synthesis is told to keep: they lie all over the
    chip."""
    banks, bits = cut.cut(width, depth), clog2(depth)
    columns = [column for bank in banks for column in bank.columns]
    loads = readmemh({_file(file, column): column.name for column in columns})
    copies = [f"reg [{bits - 1}:0] {_address(column)};" for column in columns]
    moves = [f"(* keep *) always @(posedge clk) {_address(column)} <= addr;" for column in columns]
    body = memory_body(banks, width, _address(columns[0]), bits, "data", begin=[*copies, "", loads, "", *moves, ""],
                       column_address=_address)
    return verbatim(body, [clk, addr], [data])


def deep_contents(width, file, words):
    """The memory files of a `deep_rom`: file name -> (bits per word, words)."""
    contents = {}
    for bank in cut.cut(width, len(words)):
        part = words[bank.first:bank.first + bank.words]
        for column in bank.columns:
            mask = (1 << column.bits) - 1
            contents[_file(file, column)] = column.bits, [word >> column.low & mask for word in part]
    return contents


def _address(column):
    return f"addr_{column.name}"


def _file(file, column):
    path = PurePath(file)
    return f"{path.stem}_{column.name}{path.suffix}"
