"""A deep memory with contents, read synchronously, cut into block RAMs that lie side by side."""

from pathlib import PurePath

from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import In, Out, clock, clog2, module, unsigned, verbatim
from llama2_rtl.converters.memory import cut as cutting
from llama2_rtl.converters.memory.cut import cut, memory_body
from llama2_rtl.converters.memory.rom import readmemh

SHARERS = 4
"""Groups of block RAMs that share a register on the address's way: they may be as far from it as the chip is wide."""

LATENCY = cutting.LATENCY + 1
"""Cycles from an address to its word: the way, and what `cut` names."""


def ports(width, depth, file):
    return dict(clk=In(clock()), addr=In(unsigned(clog2(depth)), "the word's address"),
                data=Out(unsigned(width), f"the word, {LATENCY} cycles later"))


@module(ports, suffix=lambda file, **_: PurePath(file).stem)
def deep_rom(clk, addr, data, *, width, depth, file):
    """`depth` words of `width` bits in the files of `deep_contents`. `data` follows `addr` by LATENCY cycles and wants
    a register."""
    banks, bits = cut(width, depth), clog2(depth)
    relays = [f"relay{i}" for i in range(ceil_div(sum(len(bank.groups) for bank in banks), SHARERS))]
    loads = readmemh({_file(file, column): column.name for bank in banks for column in bank.columns})
    body = memory_body(banks, width, relays, bits, "data", begin=["", loads, ""], alike=dict.fromkeys(relays, bits),
                       moves=[f"{relay} <= addr;" for relay in relays])
    return verbatim(body, [clk, addr], [data])


def deep_contents(width, file, words):
    """The memory files of a `deep_rom`: file name -> (bits per word, words)."""
    contents = {}
    for bank in cut(width, len(words)):
        part = words[bank.first:bank.first + bank.words]
        for column in bank.columns:
            mask = (1 << column.bits) - 1
            contents[_file(file, column)] = column.bits, [word >> column.low & mask for word in part]
    return contents


def _file(file, column):
    path = PurePath(file)
    return f"{path.stem}_{column.name}{path.suffix}"
