"""One more way of the array: the products of each word of weights with the activations of another vector, and those of
keys and values with other queries and probabilities."""

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine.adder_tree import adder_tree, sum_bits
from llama2_rtl.converters.engine.double_lane import double_lane
from llama2_rtl.converters.engine.lane import SHARERS, WEIGHT_CODE_BITS, lane
from llama2_rtl.converters.engine.lane_accumulator import lane_accumulator
from llama2_rtl.converters.engine.packed_lane import packed_lane
from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import In, Open, Out, clocked, instance, module, part, resize, unsigned
from llama2_rtl.converters.interfaces.engine_wires import WayBeat, WaySums
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.multipliers import LANE_PRODUCT_BITS, OPERAND_BITS, UPPER_PRODUCT_BITS


def ports(geometry):
    return clocked(beat=In(WayBeat(geometry)), sums=Out(WaySums(geometry)))


@module(ports)
def vector_way(clk, rst, beat, sums, *, geometry):
    """Of every beat of weights `rows`, and of narrow codes `upper`, are the sums of the products over the columns of
    each row of a word, 2 + log2 of the columns cycles later. Of every beat of keys `segments` are the sums over the
    lanes of each head, 2 + log2 of these cycles later, and `pv` the sums of each lane's products over the beats of
    values since the `first` one, 3 cycles after the last of them. A reset drops what is in the pipeline.
    """
    g, act_bits, lanes = geometry, geometry.numerics.act_bits, range(geometry.lanes)
    products = unsigned(g.lanes * LANE_PRODUCT_BITS)
    rsts, resetting = zip(*[own_reset(f"u_reset_{i}") for i in range(ceil_div(g.lanes, SHARERS))], strict=True)

    def operands(i):
        return dict(rst=rsts[i // SHARERS], act=part(beat.act, i % g.columns, act_bits), attention=beat.attention,
                    key_or_value=part(beat.a, i, OPERAND_BITS), query_or_probability=part(beat.b, i, OPERAND_BITS),
                    product=part(products, i, LANE_PRODUCT_BITS))

    codes = [part(beat.weights, i, WEIGHT_CODE_BITS) for i in lanes]
    if g.is_narrow:
        uppers, two_codes = unsigned(g.lanes * UPPER_PRODUCT_BITS), double_lane
        if g.multiplier.holds_pairs:
            two_codes = packed_lane
        multipliers = [instance(f"lane_{i}", two_codes, operands(i) | dict(
            codes=codes[i], narrow=beat.narrow, upper=part(uppers, i, UPPER_PRODUCT_BITS)), act_bits=act_bits)
            for i in lanes]
        upper = instance("u_upper_tree", adder_tree, dict(
            products=uppers, rows=sums.upper, segments=Open(g.rows * sum_bits(g.columns, UPPER_PRODUCT_BITS))),
            lanes=g.lanes, columns=g.columns, segment=g.columns, product_bits=UPPER_PRODUCT_BITS)
    else:
        upper = ()
        multipliers = [instance(f"lane_{i}", lane, operands(i) | dict(weight=codes[i]), act_bits=act_bits)
                       for i in lanes]

    if g.lanes == 1:
        tree = resize(products, sums.rows), resize(products, sums.segments)
    else:
        tree = instance("u_adder_tree", adder_tree, dict(products=products, rows=sums.rows, segments=sums.segments),
                        lanes=g.lanes, columns=g.columns, segment=min(g.head_stride, g.lanes))
    (adds, clear), to_product = delay_line("u_to_product", (beat.value, beat.first), 1)
    accumulators = [instance(f"lane_accumulator_{i}", lane_accumulator, dict(
        rst=rsts[i // SHARERS], en=adds, clear=clear, product=part(products, i, LANE_PRODUCT_BITS),
        total=part(sums.pv, i, g.lane_acc_bits)), width=g.lane_acc_bits) for i in lanes]
    return resetting, multipliers, upper, tree, to_product, accumulators
