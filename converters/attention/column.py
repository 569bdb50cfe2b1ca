"""One of many memories that share their write port's data: each keeps what is meant for it."""

from myhdl import always_comb

from converters.hdl import bit, clock, clog2, instance, module, unsigned
from converters.memory.ram import ram


def ports(width, depth, select_bits):
    return dict(clk=clock(), number=unsigned(select_bits), we=bit(), select=unsigned(select_bits),
                write_addr=unsigned(clog2(depth)), write_data=unsigned(width),
                read_addr=unsigned(clog2(depth)), read_data=unsigned(width))


@module(ports, suffix="{width}x{depth}")
def column(clk, number, we, select, write_addr, write_data, read_addr, read_data, *, width, depth,
           select_bits):
    """Writes where `select` is this column's `number`. `read_data` follows `read_addr` by one cycle."""
    mine = bit()

    @always_comb
    def choose():
        mine.next = we and (select == number)

    memory = instance("u_ram", ram, dict(
        clk=clk, we=mine, waddr=write_addr, wdata=write_data, raddr=read_addr, rdata=read_data),
        width=width, depth=depth)
    return choose, memory
