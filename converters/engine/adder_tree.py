"""The adder tree: the sum of all lanes, and on the way the sums of each head's lanes."""

from converters.control.reset_copy import own_reset
from converters.engine.adder import adder
from converters.engine.lane import PRODUCT_BITS
from converters.hdl import In, Out, clock, instance, module, part, reset, resize, signed, unsigned, wire


def levels(lanes):
    """Levels of the tree, which is its latency in cycles."""
    return lanes.bit_length() - 1


def half_bits(lanes):
    """Bits of the sum of half the lanes."""
    return PRODUCT_BITS + levels(lanes) - 1


def ports(lanes, segment):
    tap = min(segment, lanes)
    return dict(clk=In(clock()), rst=In(reset()), products=In(unsigned(lanes * PRODUCT_BITS), "a product per lane"),
                segments=Out(unsigned((lanes // tap) * (PRODUCT_BITS + levels(tap))), "a sum per segment"),
                halves=Out(unsigned(2 * half_bits(lanes)), "the sums of both halves, the lower one below"),
                total=Out(signed(half_bits(lanes) + 1), "the sum of all lanes"))


@module(ports)
def adder_tree(clk, rst, products, segments, halves, total, *, lanes, segment):
    """`total` = the sum of `lanes` products, log2(lanes) cycles later; `segments` = the sums of every `segment`
    neighbouring lanes, log2(segment) cycles later (the total where a segment is wider than the lanes);
    `halves` = those of the lower and the upper half, one cycle before `total`."""
    own_rst, resetting = own_reset("u_reset", clk, rst)
    level, width, count, nodes = products, PRODUCT_BITS, lanes, []
    taps = {lanes: level}
    while count > 1:
        count //= 2
        sums = wire(unsigned(count * (width + 1)), f"sums_of_{lanes // count}")
        for i in range(count):
            nodes.append(instance(f"add_{lanes // count}_{i}", adder, dict(
                clk=clk, rst=own_rst, a=part(level, 2 * i, width), b=part(level, 2 * i + 1, width),
                total=part(sums, i, width + 1)), width=width))
        level, width = sums, width + 1
        taps[count] = level
    tap = taps[lanes // min(segment, lanes)]
    outputs = resize(tap, segments), resize(taps[2], halves), resize(level, total)
    return resetting, nodes, outputs
