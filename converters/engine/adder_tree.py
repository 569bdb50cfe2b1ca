"""The adder tree: the sums over the columns of a word, for each of its rows, and over the lanes of each head."""

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine.adder import adder
from llama2_rtl.converters.hdl import In, Out, clocked, instance, module, part, resize, unsigned, wire
from llama2_rtl.converters.multipliers import LANE_PRODUCT_BITS


def levels(columns):
    """Levels of the tree up to the sums of so many columns, which is their latency in cycles."""
    return columns.bit_length() - 1


def sum_bits(columns, product_bits=LANE_PRODUCT_BITS):
    """Bits of the sum of so many products."""
    return product_bits + levels(columns)


def ports(lanes, columns, segment, product_bits=LANE_PRODUCT_BITS):
    return clocked(products=In(unsigned(lanes * product_bits), "a product per lane"),
                   rows=Out(unsigned(lanes // columns * sum_bits(columns, product_bits)), "a sum per row"),
                   segments=Out(unsigned(lanes // segment * sum_bits(segment, product_bits)), "a sum per segment"))


def _suffix(product_bits=LANE_PRODUCT_BITS, **_):
    return "" if product_bits == LANE_PRODUCT_BITS else f"of_{product_bits}_bits"


@module(ports, suffix=_suffix)
def adder_tree(clk, rst, products, rows, segments, *, lanes, columns, segment, product_bits=LANE_PRODUCT_BITS):
    """`rows` = the sums of every `columns` neighbouring products of `lanes`, log2(columns) cycles later; `segments` =
    those of every `segment` neighbouring ones, log2(segment) cycles later."""
    own_rst, resetting = own_reset("u_reset")
    level, width, count, nodes = products, product_bits, lanes, []
    taps = {1: level}
    while lanes // count < max(columns, segment):
        count //= 2
        sums = wire(unsigned(count * (width + 1)), f"sums_of_{lanes // count}")
        for i in range(count):
            nodes.append(instance(f"add_{lanes // count}_{i}", adder, dict(
                rst=own_rst, a=part(level, 2 * i, width), b=part(level, 2 * i + 1, width),
                total=part(sums, i, width + 1)), width=width))
        level, width = sums, width + 1
        taps[lanes // count] = level
    outputs = resize(taps[columns], rows), resize(taps[segment], segments)
    return resetting, nodes, outputs
