"""Addresses of keys and values in the KV cache, in the order of the walks over them."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, unsigned, widen, wire
from llama2_rtl.converters.interfaces.attention_wires import AddressWalk, LayerStart


def layer_base_ports(addr_bits, stride):
    return clocked(layer=In(LayerStart()), base=Out(unsigned(addr_bits), "the layer's first address"))


@module(layer_base_ports, suffix="{stride}")
def layer_base(clk, rst, layer, base, *, addr_bits, stride):
    """Where a layer's keys and values begin in the KV cache: `base`, valid from the cycle after `start`, moves on by
    `stride` per layer, from 0 where `layer_first`.
    """
    to_next = stride % (1 << addr_bits)

    @always_seq(clk.posedge, reset=rst)
    def step():
        if layer.start and layer.first:
            base.next = 0
        elif layer.start:
            base.next = base + to_next

    return step


def text_base_ports(texts, addr_bits, words):
    return clocked(layer_base=In(unsigned(addr_bits), "the layer's first address"),
                   text=In(unsigned(clog2(texts)), "the text's number"),
                   base=Out(unsigned(addr_bits), "the first address of the text in the layer"))


@module(text_base_ports, suffix="{words}")
def text_base(clk, rst, layer_base, text, base, *, texts, addr_bits, words):
    """Where the keys and values of a text begin in a layer, where each text has `words` addresses. Latency 1."""
    stride, wide = words % (1 << addr_bits), wire(unsigned(addr_bits), "wide_text")

    @always_seq(clk.posedge, reset=rst)
    def add():
        base.next = layer_base + wide * stride

    return widen(text, wide), add


def item_base_ports(geometry, addr_bits, stride):
    return clocked(start=In(bit(), "a layer begins"), layer_base=In(unsigned(addr_bits), "the layer's first address"),
                   advance=In(bit(), "on to the next item"),
                   base=Out(unsigned(addr_bits), "the item's first address"))


@module(item_base_ports, suffix="{stride}")
def item_base(clk, rst, start, layer_base, advance, base, *, geometry, addr_bits, stride):
    """`base` = address of an item's first word: `layer_base` from the cycle after `start` on, the next item's from the
    cycle after each `advance`.

    Items that share their words of the cache follow one another; the words of the next ones lie `stride` on.
    """
    last_sharer = geometry.items_per_kv_word - 1
    to_next = stride % (1 << addr_bits)
    sharer = unsigned(clog2(geometry.items_per_kv_word))

    @always_seq(clk.posedge, reset=rst)
    def step():
        if start:
            base.next = layer_base
            sharer.next = 0
        elif advance:
            if sharer == last_sharer:
                sharer.next = 0
                base.next = base + to_next
            else:
                sharer.next = sharer + 1

    return step


def item_address_ports(geometry, addr_bits, stride):
    return clocked(walk=In(AddressWalk(addr_bits)))


@module(item_address_ports, suffix="{stride}")
def item_address(clk, rst, walk, *, geometry, addr_bits, stride):
    """An address that runs through an item's positions, then through the next item's.

    `addr` is `layer_base` 2 cycles after `start`, then one more after each `advance`; with `item_end` it
    is the next item's first, where the words of an item's heads lie `stride` apart (`item_base`).
    """
    load, next_item, base = bit(), bit(), unsigned(addr_bits)

    @always_comb
    def choose():
        next_item.next = load or (walk.advance and walk.item_end)

    bases = instance("u_item_base", item_base, dict(
        start=walk.start, layer_base=walk.layer_base, advance=next_item, base=base),
        geometry=geometry, addr_bits=addr_bits, stride=stride)

    @always_seq(clk.posedge, reset=rst)
    def step():
        load.next = walk.start
        if next_item:
            walk.addr.next = base
        elif walk.advance:
            walk.addr.next = walk.addr + 1

    return choose, bases, step


def value_address_ports(geometry, addr_bits, stride):
    return clocked(walk=In(AddressWalk(addr_bits, units=True)))


@module(value_address_ports)
def value_address(clk, rst, walk, *, geometry, addr_bits, stride):
    """Addresses of the values: per span the first words of all positions, then the second ones, and so on.

    `addr` of the present beat is `layer_base` 2 cycles after `start`; `advance` moves to the next beat.
    A unit takes one word of each position of a span: the words lie `chunks` apart. `stride`: see `item_base`.
    """
    chunks = geometry.chunks % (1 << addr_bits)
    load, next_item, base, unit_base = bit(), bit(), unsigned(addr_bits), unsigned(addr_bits)
    after = unsigned(addr_bits)

    @always_comb
    def choose():
        next_item.next = load or (walk.advance and walk.item_end)

    @always_comb
    def add():
        if not walk.unit_end:
            after.next = walk.addr + chunks
        elif walk.span_end:
            after.next = walk.addr + 1
        else:
            after.next = unit_base + 1

    bases = instance("u_item_base", item_base, dict(
        start=walk.start, layer_base=walk.layer_base, advance=next_item, base=base),
        geometry=geometry, addr_bits=addr_bits, stride=stride)

    @always_seq(clk.posedge, reset=rst)
    def step():
        load.next = walk.start
        if next_item:
            walk.addr.next = base
            unit_base.next = base
        elif walk.advance:
            walk.addr.next = after
            if walk.unit_end:
                unit_base.next = after

    return choose, add, bases, step
