"""Block RAM: one write port, one synchronous read port, with or without a register behind it."""

from converters.hdl import bit, clock, clog2, module, unsigned, verbatim
from converters.memory.style import style

UNCHECKED = "(* no_rw_check *)"
"""Tells synthesis that nobody reads a word while it is being written; else it would compare the addresses."""


def collision(words, width, written="we", place="waddr", read="raddr"):
    """Verilog statements, for simulation only: the `words` just read at `read` are unknown where `written` at `place`
    says that they are being written, so that nobody can rely on them unseen."""
    unknown = [f"    if ({written} && {place} == {read}) {word} <= {{{width}{{1'bx}}}};" for word in words]
    return "\n".join(["`ifndef SYNTHESIS", *unknown, "`endif"])


def ports(width, depth):
    return dict(clk=clock(), we=bit(), waddr=unsigned(clog2(depth)), wdata=unsigned(width),
                raddr=unsigned(clog2(depth)), rdata=unsigned(width))


def holding_ports(width, depth):
    return ports(width, depth) | dict(re=bit())


def queue_ports(width, depth):
    return holding_ports(width, depth) | dict(oe=bit())


@module(ports, suffix="{width}x{depth}")
def ram(clk, we, waddr, wdata, raddr, rdata, *, width, depth):
    """`depth` words of `width` bits. A read takes one cycle; a read of the word being written is undefined."""
    return verbatim(_body(width, depth, "", "we"), [clk, we, waddr, wdata, raddr], [rdata])


@module(holding_ports, suffix="{width}x{depth}")
def holding_ram(clk, we, waddr, wdata, raddr, rdata, re, *, width, depth):
    """As `ram`, but reads with `re` alone: `rdata` keeps its word until the next."""
    return verbatim(_body(width, depth, "if (re) ", "we && re"), [clk, we, waddr, wdata, raddr, re], [rdata])


@module(ports, suffix="{width}x{depth}")
def registered_ram(clk, we, waddr, wdata, raddr, rdata, *, width, depth):
    """As `ram`, but a read takes two cycles: most of the first goes by within a block RAM, which has a register for the
    second."""
    return verbatim(_body(width, depth, "", "we", "kept <= word;"), [clk, we, waddr, wdata, raddr], [rdata])


@module(queue_ports, suffix="{width}x{depth}")
def queue_ram(clk, we, waddr, wdata, raddr, rdata, re, oe, *, width, depth):
    """As `registered_ram`, but reads with `re` alone, and what was read last goes to `rdata` with `oe` alone."""
    return verbatim(_body(width, depth, "if (re) ", "we && re", "if (oe) kept <= word;"),
                    [clk, we, waddr, wdata, raddr, re, oe], [rdata])


def _body(width, depth, read_when, collide_when, register=""):
    output = "kept" if register else "word"
    second = [f"reg [{width - 1}:0] kept;"] if register else []
    return "\n".join([
        f"{UNCHECKED} {style('ram', width, depth)}reg [{width - 1}:0] mem [0:{depth - 1}];",
        f"reg [{width - 1}:0] word;", *second, f"assign rdata = {output};", "",
        "always @(posedge clk) begin", "    if (we) mem[waddr] <= wdata;", f"    {read_when}word <= mem[raddr];",
        *([f"    {register}"] if register else []), collision(["word"], width, collide_when), "end"])
