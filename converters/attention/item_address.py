"""An address that runs through an item's positions, then through the next item's."""

from myhdl import always_comb, always_seq

from converters.attention.item_base import item_base
from converters.hdl import bit, clock, instance, module, reset, unsigned


def ports(geometry, addr_bits, stride):
    return dict(clk=clock(), rst=reset(), start=bit(), layer_base=unsigned(addr_bits), advance=bit(),
                item_end=bit(), addr=unsigned(addr_bits))


@module(ports, suffix="{stride}")
def item_address(clk, rst, start, layer_base, advance, item_end, addr, *, geometry, addr_bits, stride):
    """`addr` is `layer_base` 2 cycles after `start`, then one more after each `advance`; with `item_end` it
    is the next item's first, where the words of an item's heads lie `stride` apart (`item_base`)."""
    load, next_item = bit(), bit()
    base = unsigned(addr_bits)

    @always_comb
    def choose():
        next_item.next = load or (advance and item_end)

    bases = instance("u_item_base", item_base, dict(
        clk=clk, rst=rst, start=start, layer_base=layer_base, advance=next_item, base=base),
        geometry=geometry, addr_bits=addr_bits, stride=stride)

    @always_seq(clk.posedge, reset=rst)
    def step():
        load.next = start
        if next_item:
            addr.next = base
        elif advance:
            addr.next = addr + 1

    return choose, bases, step
