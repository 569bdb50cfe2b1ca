"""Block RAM: one write port, one synchronous read port."""

from converters.hdl import bit, clock, clog2, module, unsigned, verbatim
from converters.memory.style import style


def ports(width, depth):
    return dict(clk=clock(), we=bit(), waddr=unsigned(clog2(depth)), wdata=unsigned(width),
                raddr=unsigned(clog2(depth)), rdata=unsigned(width))


@module(ports, suffix="{width}x{depth}")
def ram(clk, we, waddr, wdata, raddr, rdata, *, width, depth):
    """`depth` words of `width` bits. A read takes one cycle; a read of the word being written returns the old one."""
    body = f"""{style("ram", width, depth)}reg [{width - 1}:0] mem [0:{depth - 1}];
reg [{width - 1}:0] word;
assign rdata = word;

always @(posedge clk) begin
    if (we) mem[waddr] <= wdata;
    word <= mem[raddr];
end"""
    return verbatim(body, [clk, we, waddr, wdata, raddr], [rdata])
