"""A deep block RAM: one write port, one synchronous read port, cut into block RAMs that lie side by side."""

from llama2_rtl.converters.hdl import In, clock, clog2, module, verbatim
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.memory import cut as cutting
from llama2_rtl.converters.memory.cut import cut, memory_body
from llama2_rtl.converters.memory.ram import collision
from llama2_rtl.converters.memory.style import UNCHECKED

LATENCY = cutting.LATENCY
"""Cycles from an address to its word."""

WRITE_LATENCY = 1
"""Cycles from a write to the first in which its word can be addressed."""


def ports(width, depth):
    return dict(clk=In(clock()), write=In(MemoryWrite(clog2(depth), width)), read=In(MemoryRead(clog2(depth), width)))


@module(ports, suffix="{width}x{depth}")
def deep_ram(clk, write, read, *, width, depth):
    """`depth` words of `width` bits. `rdata` follows `raddr` by LATENCY cycles and wants a register. A word can
    be addressed WRITE_LATENCY cycles after its write; one cycle before, the read is undefined."""
    banks, bits = cut(width, depth), clog2(depth)
    alike, moves, writes, unknown = {}, [], ["entry <= wdata;"], []
    for bank in banks:
        alike |= bank.registers("place", bank.place_bits) | bank.registers("write", 1)
        enable = f"we && {bank.selected('waddr', bits)}" if len(banks) > 1 else "we"
        for group in bank.groups:
            moves += [f"write{group} <= {enable};", f"place{group} <= {bank.place('waddr')};"]
        for column in bank.columns:
            written = f"{column.name}[place{column.group}] <= entry[{column.high - 1}:{column.low}];"
            writes.append(f"if (write{column.group}) {written}")
        first = bank.groups[0]
        unknown.append(collision([f"word{bank.number}"], width, f"write{first}", f"place{first}", f"read{first}"))
    body = memory_body(banks, width, ["raddr"], bits, "rdata", UNCHECKED, [f"reg [{width - 1}:0] entry;"], alike,
                       moves, writes, "\n".join(unknown))
    return verbatim(body, [clk, write.we, write.waddr, write.wdata, read.raddr], [read.rdata])
