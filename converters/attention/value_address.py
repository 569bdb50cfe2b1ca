"""Addresses of the values: per block the first words of all positions, then the second ones, and so on."""

from myhdl import always_comb, always_seq

from converters.attention.item_base import item_base
from converters.hdl import bit, clock, instance, module, reset, unsigned


def ports(geometry, addr_bits, stride):
    return dict(clk=clock(), rst=reset(), start=bit(), layer_base=unsigned(addr_bits), advance=bit(),
                unit_end=bit(), block_end=bit(), item_end=bit(), addr=unsigned(addr_bits))


@module(ports)
def value_address(clk, rst, start, layer_base, advance, unit_end, block_end, item_end, addr, *, geometry,
                  addr_bits, stride):
    """`addr` of the present beat is `layer_base` 2 cycles after `start`; `advance` moves to the next beat.

    A unit takes one word of each position of a block: the words lie `chunks` apart. The flags tell about the
    present beat: `block_end` implies `unit_end`, `item_end` both. `stride`: see `item_base`.
    """
    chunks = geometry.chunks % (1 << addr_bits)
    load, next_item = bit(), bit()
    base, unit_base = unsigned(addr_bits), unsigned(addr_bits)
    after = unsigned(addr_bits)

    @always_comb
    def choose():
        next_item.next = load or (advance and item_end)

    @always_comb
    def add():
        if not unit_end:
            after.next = addr + chunks
        elif block_end:
            after.next = addr + 1
        else:
            after.next = unit_base + 1

    bases = instance("u_item_base", item_base, dict(
        clk=clk, rst=rst, start=start, layer_base=layer_base, advance=next_item, base=base),
        geometry=geometry, addr_bits=addr_bits, stride=stride)

    @always_seq(clk.posedge, reset=rst)
    def step():
        load.next = start
        if next_item:
            addr.next = base
            unit_base.next = base
        elif advance:
            addr.next = after
            if unit_end:
                unit_base.next = after

    return choose, add, bases, step
