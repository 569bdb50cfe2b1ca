"""Block RAM: one write port, one synchronous read port, with or without a register behind it."""

from llama2_rtl.converters.hdl import In, bit, clock, clog2, module, verbatim
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.memory.style import ram_style

LONGEST_REPLICATION = 8192
"""Longer ones Verilator suspects to be slips."""


def unknown_bits(width):
    """The Verilog of so many unknown bits."""
    count = next(count for count in range(1, width + 1)
                 if width % count == 0 and width // count <= LONGEST_REPLICATION)
    bits = f"{{{width // count}{{1'bx}}}}"
    return bits if count == 1 else f"{{{count}{{{bits}}}}}"


def collision(words, width, written="we", place="waddr", read="raddr"):
    """Verilog statements, for simulation only: the `words` just read at `read` are unknown where `written` at `place`
    says that they are being written, so that nobody can rely on them unseen."""
    unknown = [f"    if ({written} && {place} == {read}) {word} <= {unknown_bits(width)};" for word in words]
    return "\n".join(["`ifndef SYNTHESIS", *unknown, "`endif"])


def ports(width, depth):
    return dict(clk=In(clock()), write=In(MemoryWrite(clog2(depth), width)), read=In(MemoryRead(clog2(depth), width)))


def holding_ports(width, depth):
    return ports(width, depth) | dict(re=In(bit(), "a word is read"))


def queue_ports(width, depth):
    return holding_ports(width, depth) | dict(oe=In(bit(), "what was read last goes to rdata"))


@module(ports, suffix="{width}x{depth}")
def ram(clk, write, read, *, width, depth):
    """`depth` words of `width` bits. A read takes one cycle; a read of the word being written is undefined."""
    return _memory(clk, write, read, _body(width, depth, "", "we"))


@module(holding_ports, suffix="{width}x{depth}")
def holding_ram(clk, write, read, re, *, width, depth):
    """As `ram`, but reads with `re` alone: `rdata` has the word a cycle later, and keeps it until the next."""
    return _memory(clk, write, read, _body(width, depth, "if (re) ", "we && re"), re)


@module(ports, suffix="{width}x{depth}")
def registered_ram(clk, write, read, *, width, depth):
    """As `ram`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
    second."""
    return _memory(clk, write, read, _body(width, depth, "", "we", "kept <= word;"))


@module(queue_ports, suffix="{width}x{depth}")
def queue_ram(clk, write, read, re, oe, *, width, depth):
    """As `registered_ram`, but reads with `re` alone, which takes a cycle, and what was read last goes to `rdata` with
    `oe` alone, which takes another cycle."""
    return _memory(clk, write, read, _body(width, depth, "if (re) ", "we && re", "if (oe) kept <= word;"), re, oe)


def _memory(clk, write, read, body, *enables):
    return verbatim(body, [clk, write.we, write.waddr, write.wdata, read.raddr, *enables], [read.rdata])


def _body(width, depth, read_when, collide_when, register=""):
    output = "kept" if register else "word"
    second = [f"reg [{width - 1}:0] kept;"] if register else []
    return "\n".join([
        f"{ram_style(width, depth)}reg [{width - 1}:0] mem [0:{depth - 1}];",
        f"reg [{width - 1}:0] word;", *second, f"assign rdata = {output};", "",
        "always @(posedge clk) begin", "    if (we) mem[waddr] <= wdata;", f"    {read_when}word <= mem[raddr];",
        *([f"    {register}"] if register else []), collision(["word"], width, collide_when), "end"])
