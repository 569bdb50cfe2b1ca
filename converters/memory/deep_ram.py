"""A deep block RAM: one write port, one synchronous read port, cut into block RAMs that lie side by side."""

from converters.hdl import bit, clock, clog2, module, unsigned, verbatim
from converters.memory.cut import cut, memory_body
from converters.memory.ram import UNCHECKED, collision

WRITE_LATENCY = 2
"""Cycles from a write to the first in which its word can be addressed."""


def ports(width, depth):
    return dict(clk=clock(), we=bit(), waddr=unsigned(clog2(depth)), wdata=unsigned(width),
                raddr=unsigned(clog2(depth)), rdata=unsigned(width))


@module(ports, suffix="{width}x{depth}")
def deep_ram(clk, we, waddr, wdata, raddr, rdata, *, width, depth):
    """`depth` words of `width` bits. `rdata` follows `raddr` by `cut.LATENCY` cycles and wants a register. A word can
    be addressed WRITE_LATENCY cycles after its write; one cycle before, the read is undefined."""
    banks, bits = cut(width, depth), clog2(depth)
    registers = [f"reg [{bits - 1}:0] place;", f"reg [{width - 1}:0] entry;",
                 f"reg {', '.join(f'write{bank.number}' for bank in banks)};", ""]
    moves = ["place <= waddr;", "entry <= wdata;"]
    moves += [f"write{bank.number} <= {'we && ' + bank.selected('waddr', bits) if len(banks) > 1 else 'we'};"
              for bank in banks]
    writes = [f"if (write{bank.number}) {column.name}[{bank.place('place')}] <= entry[{column.high - 1}:{column.low}];"
              for bank in banks for column in bank.columns]
    unknown = "\n".join(collision([f"word{bank.number}"], width, f"write{bank.number}", "place") for bank in banks)
    body = memory_body(banks, width, "raddr", bits, "rdata", f"{UNCHECKED} ", registers, moves + writes, unknown)
    return verbatim(body, [clk, we, waddr, wdata, raddr], [rdata])
