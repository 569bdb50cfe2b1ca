"""Addresses of the items in the KV cache."""

from myhdl import always_seq

from converters.hdl import bit, clock, clog2, module, reset, unsigned


def ports(geometry, addr_bits, stride):
    return dict(clk=clock(), rst=reset(), start=bit(), layer_base=unsigned(addr_bits), advance=bit(),
                base=unsigned(addr_bits))


@module(ports, suffix="{stride}")
def item_base(clk, rst, start, layer_base, advance, base, *, geometry, addr_bits, stride):
    """`base` = address of an item's first word: `layer_base` from `start` on, the next item's after each
    `advance`.

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
