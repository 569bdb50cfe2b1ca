"""One more way of attention: the products of the words of keys and values with the queries and probabilities of other
heads."""

from myhdl import always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine.adder_tree import adder_tree, sum_bits
from llama2_rtl.converters.engine.lane import SHARERS
from llama2_rtl.converters.engine.lane_accumulator import lane_accumulator
from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, instance, module, part, signed, unsigned
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.multipliers import LANE_PRODUCT_BITS, OPERAND_BITS


def query_lane_ports():
    return clocked(key_or_value=In(signed(OPERAND_BITS)), query_or_probability=In(signed(OPERAND_BITS)),
                   product=Out(signed(LANE_PRODUCT_BITS)))


@module(query_lane_ports)
def query_lane(clk, rst, key_or_value, query_or_probability, product):
    """`product` = key_or_value * query_or_probability. Operands and product are registered, which is one DSP
    multiplier. Latency 2 cycles."""
    a, b = signed(OPERAND_BITS), signed(OPERAND_BITS)

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        a.next = key_or_value
        b.next = query_or_probability
        product.next = a * b

    return multiply


def _segment(geometry):
    """Lanes of a head."""
    return min(geometry.head_stride, geometry.lanes)


def ports(geometry):
    g, width = geometry, geometry.lanes * OPERAND_BITS
    return clocked(value=In(bit(), "a beat of values"), first=In(bit(), "its sum's first"),
                   a=In(unsigned(width), "elements of keys or values, one per lane"),
                   b=In(unsigned(width), "elements of queries, or probabilities"),
                   segments=Out(unsigned(g.lanes // _segment(g) * sum_bits(_segment(g))), "a sum per head or part"),
                   pv=Out(unsigned(g.lanes * g.lane_acc_bits), "a sum per lane"))


@module(ports)
def query_way(clk, rst, value, first, a, b, segments, pv, *, geometry):
    """Of every beat `segments` are the sums of the products of `a` and `b` over the lanes of each head, 2 +
    log2 of these cycles later; `pv` the sums of each lane's products over the beats of values since the `first` one,
    3 cycles after the last of them. A reset drops what is in the pipeline."""
    g, lanes = geometry, range(geometry.lanes)
    products = unsigned(g.lanes * LANE_PRODUCT_BITS)
    rsts, resetting = zip(*[own_reset(f"u_reset_{i}") for i in range(ceil_div(g.lanes, SHARERS))], strict=True)
    (adds, clear), to_product = delay_line("u_to_product", (value, first), 1)
    multipliers = [instance(f"lane_{i}", query_lane, dict(
        rst=rsts[i // SHARERS], key_or_value=part(a, i, OPERAND_BITS), query_or_probability=part(b, i, OPERAND_BITS),
        product=part(products, i, LANE_PRODUCT_BITS))) for i in lanes]
    sums = [instance(f"lane_accumulator_{i}", lane_accumulator, dict(
        rst=rsts[i // SHARERS], en=adds, clear=clear, product=part(products, i, LANE_PRODUCT_BITS),
        total=part(pv, i, g.lane_acc_bits)), width=g.lane_acc_bits) for i in lanes]
    tree = instance("u_adder_tree", adder_tree, dict(
        products=products, rows=Open(g.rows * sum_bits(g.columns)), segments=segments), lanes=g.lanes,
        columns=g.columns, segment=_segment(g))
    return resetting, to_product, multipliers, sums, tree
