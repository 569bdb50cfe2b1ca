"""The adder tree: the sum over the columns of a word, and on the way the sums over each head's columns."""

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine.adder import adder
from llama2_rtl.converters.engine.lane import LANE_PRODUCT_BITS
from llama2_rtl.converters.hdl import In, Out, clocked, instance, module, part, resize, signed, unsigned, wire


def levels(columns):
    """Levels of the tree, which is its latency in cycles."""
    return columns.bit_length() - 1


def half_bits(columns):
    """Bits of the sum of half the columns."""
    return LANE_PRODUCT_BITS + levels(columns) - 1


def ports(columns, segment):
    tap = min(segment, columns)
    return clocked(products=In(unsigned(columns * LANE_PRODUCT_BITS), "a product per column"),
                   segments=Out(unsigned((columns // tap) * (LANE_PRODUCT_BITS + levels(tap))), "a sum per segment"),
                   halves=Out(unsigned(2 * half_bits(columns)), "the sums of both halves, the lower one below"),
                   total=Out(signed(half_bits(columns) + 1), "the sum of all columns"))


@module(ports)
def adder_tree(clk, rst, products, segments, halves, total, *, columns, segment):
    """`total` = the sum of `columns` products, log2(columns) cycles later; `segments` = the sums of every `segment`
    neighbouring columns, log2(segment) cycles later (the total where a segment is wider than the columns);
    `halves` = those of the lower and the upper half, one cycle before `total`."""
    own_rst, resetting = own_reset("u_reset")
    level, width, count, nodes = products, LANE_PRODUCT_BITS, columns, []
    taps = {columns: level}
    while count > 1:
        count //= 2
        sums = wire(unsigned(count * (width + 1)), f"sums_of_{columns // count}")
        for i in range(count):
            nodes.append(instance(f"add_{columns // count}_{i}", adder, dict(
                rst=own_rst, a=part(level, 2 * i, width), b=part(level, 2 * i + 1, width),
                total=part(sums, i, width + 1)), width=width))
        level, width = sums, width + 1
        taps[count] = level
    tap = taps[columns // min(segment, columns)]
    outputs = resize(tap, segments), resize(taps[2], halves), resize(level, total)
    return resetting, nodes, outputs
