"""Where a layer's keys and values begin in the KV cache."""

from myhdl import always_seq

from converters.hdl import bit, clock, module, reset, unsigned


def ports(addr_bits, stride):
    return dict(clk=clock(), rst=reset(), start=bit(), layer_first=bit(), base=unsigned(addr_bits))


@module(ports, suffix="{stride}")
def layer_base(clk, rst, start, layer_first, base, *, addr_bits, stride):
    """`base`, valid from the cycle after `start`, moves on by `stride` per layer, from 0 where `layer_first`.
    """
    to_next = stride % (1 << addr_bits)

    @always_seq(clk.posedge, reset=rst)
    def step():
        if start and layer_first:
            base.next = 0
        elif start:
            base.next = base + to_next

    return step
