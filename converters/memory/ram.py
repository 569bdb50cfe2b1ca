"""Block RAM: one write port, one synchronous read port."""

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


@module(ports, suffix="{width}x{depth}")
def ram(clk, we, waddr, wdata, raddr, rdata, *, width, depth):
    """`depth` words of `width` bits. A read takes one cycle; a read of the word being written is undefined."""
    return verbatim(_body(width, depth, "", "we"), [clk, we, waddr, wdata, raddr], [rdata])


@module(holding_ports, suffix="{width}x{depth}")
def holding_ram(clk, we, waddr, wdata, raddr, rdata, re, *, width, depth):
    """As `ram`, but reads with `re` alone: `rdata` keeps its word until the next."""
    return verbatim(_body(width, depth, "if (re) ", "we && re"), [clk, we, waddr, wdata, raddr, re], [rdata])


def _body(width, depth, read_when, collide_when):
    return f"""{UNCHECKED} {style("ram", width, depth)}reg [{width - 1}:0] mem [0:{depth - 1}];
reg [{width - 1}:0] word;
assign rdata = word;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    {read_when}word <= mem[raddr];
{collision(["word"], width, collide_when)}
end"""
