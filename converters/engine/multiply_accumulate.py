"""The datapath of the engine: lanes, adder tree and accumulators."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine.adder_tree import adder_tree, half_bits, levels
from llama2_rtl.converters.engine.lane import LANE_PRODUCT_BITS, OPERAND_BITS, WEIGHT_CODE_BITS, lane
from llama2_rtl.converters.engine.lane_accumulator import lane_accumulator
from llama2_rtl.converters.engine.row_accumulator import row_accumulator
from llama2_rtl.converters.geometry import ceil_div
from llama2_rtl.converters.hdl import (
    In,
    Open,
    Out,
    Part,
    bit,
    clocked,
    instance,
    join,
    module,
    part,
    resize,
    signed,
    tie,
    unsigned,
)
from llama2_rtl.converters.interfaces.attention import Sums
from llama2_rtl.converters.interfaces.engine_wires import BeatKind, DatapathBeat, RowSums, TreeSums
from llama2_rtl.converters.kernels.delay import delay_line, delayed

LANE_LATENCY = 2

SHARERS = 4
"""Lanes that share a reset of their own. A device may have fewer ways for resets to its multipliers than multipliers
that lie beside each other, as the ECP5 has: with one for each lane a placement may leave no way for some."""


def latency(columns):
    """Cycles from a beat to its accumulated sum: operands, product, the tree, the accumulator."""
    return LANE_LATENCY + levels(columns) + 1


def dot_latency(geometry):
    """Cycles from the last beat of a key to its scores: from the tree, or from the accumulator."""
    if geometry.chunks == 1:
        return LANE_LATENCY + levels(geometry.head_stride)
    return latency(geometry.columns)


PV_LATENCY = LANE_LATENCY + 1
"""Cycles from the last beat of values to the lanes' sums."""


def ports(geometry):
    g = geometry
    return clocked(beat=In(DatapathBeat(g)), acc=Out(RowSums(g.acc_bits)), dot=Out(Sums(g.slots * g.dot_bits)),
                   pv=Out(Sums(g.lanes * g.lane_acc_bits)))


@module(ports)
def multiply_accumulate(clk, rst, beat, acc, dot, pv, *, geometry):
    """One beat per cycle, in which `matrix`, `key` or `value` is high: weights times activations, keys times
    queries, or values times probabilities (`op_a`, `op_b`). `first` and `last` bound an accumulation.

    A beat with `split` ends a row with the lower half of its lanes and begins the next one with the upper half; the
    next row has no `first` then. `acc` is a matrix row's sum, `latency(columns)` cycles after its last beat. `dots` are
    the scores of all slots, `dot_latency(geometry)` cycles after theirs: from the tree, where a head fits the columns,
    else accumulated over the words of the head. `pv` are the sums of each lane, PV_LATENCY cycles after the last beat.
    All exact. A reset ends the accumulations and drops the beats in the pipeline.
    """
    lanes, columns, act_bits = geometry.lanes, geometry.columns, geometry.numerics.act_bits
    head_fits = geometry.chunks == 1
    wide_bits = geometry.acc_bits if head_fits else max(geometry.acc_bits, geometry.dot_bits)
    attention = bit()

    @always_comb
    def gather():
        attention.next = beat.key or beat.value

    products = unsigned(lanes * LANE_PRODUCT_BITS)
    group_rsts, resetting = zip(
        *[own_reset(f"u_reset_{i}") for i in range(ceil_div(lanes, SHARERS))], strict=True)
    lane_rsts = [group_rsts[i // SHARERS] for i in range(lanes)]
    multipliers = [instance(f"lane_{i}", lane, dict(
        rst=lane_rsts[i], weight=part(beat.weights, i, WEIGHT_CODE_BITS), act=part(beat.act, i, act_bits),
        attention=attention, key_or_value=part(beat.op_a, i, OPERAND_BITS),
        query_or_probability=part(beat.op_b, i, OPERAND_BITS), product=part(products, i, LANE_PRODUCT_BITS)),
        act_bits=act_bits) for i in range(lanes)]

    marks = BeatKind().with_wires(**{name: beat.wires[name] for name in BeatKind().members})
    before_product, ahead = delay_line("u_before_product", marks, LANE_LATENCY - 1)
    at_product, to_product = delay_line("u_to_product", before_product, 1)

    sums = [instance(f"lane_accumulator_{i}", lane_accumulator, dict(
        rst=lane_rsts[i], en=before_product.value, clear=before_product.first,
        product=part(products, i, LANE_PRODUCT_BITS), total=part(pv.value, i, geometry.lane_acc_bits)),
        width=geometry.lane_acc_bits) for i in range(lanes)]

    row, wide = TreeSums(half_bits(columns)), signed(wide_bits)
    row_beat, row_key, row_last = bit(), bit(), bit()
    _, to_total = delay_line(
        "u_to_total", (at_product.matrix, at_product.key, at_product.first, at_product.last, at_product.split),
        levels(columns), into=(row_beat, row_key, row.first, row_last, row.split))
    rows = instance("u_row_accumulator", row_accumulator, dict(sums=row, row=wide), columns=columns, width=wide_bits)
    size = resize(wide, acc.value)

    @always_comb
    def row_flags():
        row.en.next = row_beat or row_key

    @always_seq(clk.posedge, reset=rst)
    def mark_ends():
        pv.valid.next = at_product.value and at_product.last
        acc.valid.next = row_beat and row_last

    logic = gather, resetting, multipliers, ahead, to_product, sums, to_total, rows, size, row_flags, mark_ends
    if not head_fits:
        scores = resize(wide, dot.value)
        segment_bits = LANE_PRODUCT_BITS + levels(columns)
        segments = Open(segment_bits)
        tree = _tree(products, segments, row, columns, columns)

        @always_seq(clk.posedge, reset=rst)
        def score_end():
            dot.valid.next = row_key and row_last

        return logic, tree, scores, score_end

    stride = geometry.head_stride
    segment_bits = LANE_PRODUCT_BITS + levels(stride)
    segments = unsigned(columns // stride * segment_bits)
    tree = _tree(products, segments, row, columns, stride)
    to_segment = delayed("u_to_segment", at_product.key, dot.valid, levels(stride))
    scores = [join(Part(segments, j * segment_bits + geometry.dot_bits, j * segment_bits),
                   part(dot.value, j, geometry.dot_bits)) for j in range(geometry.slots)]

    return logic, tree, to_segment, scores


def _tree(products, segments, row, columns, segment):
    if columns == 1:
        return resize(products, row.total), tie(row.halves, 0)
    return instance("u_adder_tree", adder_tree, dict(
        products=products, segments=segments, halves=row.halves, total=row.total), columns=columns, segment=segment)
