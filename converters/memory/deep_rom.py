"""A deep memory with contents, read synchronously, cut into block RAMs that lie side by side."""

from pathlib import PurePath

from converters.hdl import clock, clog2, module, unsigned, verbatim
from converters.memory.cut import cut, memory_body
from converters.memory.rom import readmemh


def ports(width, depth, file):
    return dict(clk=clock(), addr=unsigned(clog2(depth)), data=unsigned(width))


@module(ports, suffix=lambda file, **_: PurePath(file).stem)
def deep_rom(clk, addr, data, *, width, depth, file):
    """`depth` words of `width` bits in the files of `deep_contents`. `data` follows `addr` by `cut.LATENCY` cycles and
    wants a register."""
    banks = cut(width, depth)
    loads = readmemh({_file(file, column): column.name for bank in banks for column in bank.columns})
    return verbatim(memory_body(banks, width, "addr", clog2(depth), "data", begin=[loads, ""]), [clk, addr], [data])


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
