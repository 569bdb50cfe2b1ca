"""A deep block RAM: one write port, one synchronous read port, cut into block RAMs that lie side by side."""

from converters.hdl import bit, clock, clog2, module, unsigned, verbatim
from converters.memory.cut import cut, memory_body
from converters.memory.ram import UNCHECKED, collision


def ports(width, depth):
    return dict(clk=clock(), we=bit(), waddr=unsigned(clog2(depth)), wdata=unsigned(width),
                raddr=unsigned(clog2(depth)), rdata=unsigned(width))


@module(ports, suffix="{width}x{depth}")
def deep_ram(clk, we, waddr, wdata, raddr, rdata, *, width, depth):
    """`depth` words of `width` bits. `rdata` follows `raddr` by `cut.LATENCY` cycles and wants a register; a read of
    the word being written is undefined."""
    banks, bits = cut(width, depth), clog2(depth)
    writes = []
    for bank in banks:
        enable = f"we && {bank.selected('waddr', bits)}" if len(banks) > 1 else "we"
        writes += [f"if ({enable}) {column.name}[{bank.place('waddr')}] <= wdata[{column.high - 1}:{column.low}];"
                   for column in bank.columns]
    body = memory_body(banks, width, "raddr", bits, "rdata", f"{UNCHECKED} ", writes=writes,
                       unknown=collision([f"word{bank.number}" for bank in banks], width))
    return verbatim(body, [clk, we, waddr, wdata, raddr], [rdata])
