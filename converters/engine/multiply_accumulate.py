"""The datapath of the engine: lanes, adder tree and accumulators."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine import rows_in_blocks
from llama2_rtl.converters.engine.adder_tree import adder_tree, levels, sum_bits
from llama2_rtl.converters.engine.double_lane import double_lane
from llama2_rtl.converters.engine.format_codes import NARROW_BIT
from llama2_rtl.converters.engine.lane import SHARERS, WEIGHT_CODE_BITS, lane
from llama2_rtl.converters.engine.lane_accumulator import lane_accumulator
from llama2_rtl.converters.engine.packed_lane import packed_lane
from llama2_rtl.converters.engine.query_way import query_way
from llama2_rtl.converters.engine.row_accumulator import row_accumulator
from llama2_rtl.converters.engine.vector_way import vector_way
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
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.attention import Sums
from llama2_rtl.converters.interfaces.blocks_wires import BlockMarks, ScaleWords, WordSums
from llama2_rtl.converters.interfaces.engine_wires import BeatKind, DatapathBeat, TileSums
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.converters.multipliers import LANE_PRODUCT_BITS, OPERAND_BITS, UPPER_PRODUCT_BITS

LANE_LATENCY = 2


def latency(geometry):
    """Cycles from a beat to its accumulated sums: operands, product, the tree, the accumulator."""
    return LANE_LATENCY + levels(geometry.columns) + (rows_in_blocks.latency(geometry) if geometry.in_blocks else 1)


def dot_latency(geometry):
    """Cycles from the last beat of a key to its scores: from the tree, or from the accumulator."""
    if geometry.chunks == 1:
        return LANE_LATENCY + levels(geometry.head_stride)
    return LANE_LATENCY + levels(geometry.lanes) + 1


PV_LATENCY = LANE_LATENCY + 1
"""Cycles from the last beat of values to the lanes' sums."""


def ports(geometry):
    g = geometry
    return clocked(beat=In(DatapathBeat(g)), scales=In(ScaleWords(8 * g.word_bytes, g.in_blocks)),
                   sums=Out(TileSums(g.acc_bits, g.most_rows, g.vectors)),
                   dot=Out(Sums(g.dots_bits)), pv=Out(Sums(g.pv_bits)))


@module(ports)
def multiply_accumulate(clk, rst, beat, scales, sums, dot, pv, *, geometry):
    """One beat per cycle, in which `matrix`, `key` or `value` is high: weights times activations, keys times
    queries, or values times probabilities (`op_a`, `op_b`). `first` and `last` bound an accumulation.

    Lane i multiplies the code of row i / columns and column i % columns of a word's tile. `sums` are a matrix's rows,
    a tile's at once, `latency(geometry)` cycles after its last beat. `dots` are the scores of all slots, `dot_latency`
    cycles after theirs: from the tree, where a head fits the lanes, else accumulated over the words of the head. `pv`
    are the sums of each lane and way, PV_LATENCY cycles after the last beat. All exact. A reset ends the accumulations
    and drops the beats in the pipeline. Each vector of a batch has lanes and a tree of its own, which are attention's
    ways too.
    """
    g, lanes, columns, act_bits = geometry, geometry.lanes, geometry.columns, geometry.numerics.act_bits
    attention = bit()

    @always_comb
    def gather():
        attention.next = beat.key or beat.value

    products = unsigned(lanes * LANE_PRODUCT_BITS)
    group_rsts, resetting = zip(
        *[own_reset(f"u_reset_{i}") for i in range(ceil_div(lanes, SHARERS))], strict=True)
    lane_rsts = [group_rsts[i // SHARERS] for i in range(lanes)]
    operands = [dict(
        rst=lane_rsts[i], act=part(beat.act, i % columns, act_bits), attention=attention,
        key_or_value=part(beat.op_a, i, OPERAND_BITS), query_or_probability=part(beat.op_b, i, OPERAND_BITS),
        product=part(products, i, LANE_PRODUCT_BITS)) for i in range(lanes)]
    codes = [part(beat.weights, i, WEIGHT_CODE_BITS) for i in range(lanes)]
    if g.is_narrow:
        uppers, narrow = unsigned(lanes * UPPER_PRODUCT_BITS), bit()
        two_codes = packed_lane if g.multiplier.holds_pairs else double_lane
        multipliers = [instance(f"lane_{i}", two_codes, operands[i] | dict(
            codes=codes[i], narrow=narrow, upper=part(uppers, i, UPPER_PRODUCT_BITS)), act_bits=act_bits)
            for i in range(lanes)]
    else:
        multipliers = [instance(f"lane_{i}", lane, operands[i] | dict(weight=codes[i]), act_bits=act_bits)
                       for i in range(lanes)]

    marks = BeatKind().with_wires(**{name: beat.wires[name] for name in BeatKind().members})
    before_product, ahead = delay_line("u_before_product", marks, LANE_LATENCY - 1)
    # Where matrices are in blocks, these begin by marks of their own.
    at_product = BeatKind(first=not g.in_blocks or g.chunks > 1)
    _, to_product = delay_line("u_to_product", BeatKind(first="first" in at_product.members).with_wires(**{
        name: before_product.wires[name] for name in at_product.members}), 1, into=at_product)

    lane_sums = [instance(f"lane_accumulator_{i}", lane_accumulator, dict(
        rst=lane_rsts[i], en=before_product.value, clear=before_product.first,
        product=part(products, i, LANE_PRODUCT_BITS), total=part(pv.value, i, g.lane_acc_bits)),
        width=g.lane_acc_bits) for i in range(lanes)]

    segment, row_width = min(g.head_stride, lanes), sum_bits(columns)
    row_sums, segments = unsigned(g.vectors * g.rows * row_width), unsigned(lanes // segment * sum_bits(segment))
    own_rows = part(row_sums, 0, g.rows * row_width)
    if lanes == 1:
        own_row = wire(unsigned(row_width), "own_row")
        tree = resize(products, own_row), join(part(own_row, 0, row_width), own_rows), resize(products, segments)
    else:
        tree = instance("u_adder_tree", adder_tree, dict(
            products=products, rows=own_rows, segments=segments), lanes=lanes, columns=columns, segment=segment)

    operand_bits, pv_bits = lanes * OPERAND_BITS, lanes * g.lane_acc_bits
    segments_of_ways = [wire(unsigned(len(segments)), f"segments_of_way_{way}") for way in range(1, g.attention_ways)]
    upper_width = sum_bits(columns, UPPER_PRODUCT_BITS)
    upper_sums = unsigned(g.vectors * g.rows * upper_width) if g.is_narrow else None

    def way_of_vector(way):
        wires = dict(weights=beat.weights, act=part(beat.act, way, columns * act_bits), attention=attention,
                     value=beat.value, first=beat.first, a=beat.op_a, b=part(beat.op_b, way, operand_bits),
                     rows=part(row_sums, way, g.rows * row_width), segments=segments_of_ways[way - 1],
                     pv=part(pv.value, way, pv_bits))
        if g.is_narrow:
            wires |= dict(narrow=narrow, upper=part(upper_sums, way, g.rows * upper_width))
        return instance(f"u_vector_{way}", vector_way, wires, geometry=g)

    ways = [way_of_vector(way) for way in range(1, g.vectors)]
    ways += [instance(f"u_way_{way}", query_way, dict(
        value=beat.value, first=beat.first, a=beat.op_a, b=part(beat.op_b, way, operand_bits),
        segments=segments_of_ways[way - 1], pv=part(pv.value, way, pv_bits)), geometry=g)
        for way in range(g.vectors, g.attention_ways)]

    row_beat, row_first, row_last = bit(), bit(), bit()
    marks_of_row = dict(matrix=row_beat, last=row_last) if g.in_blocks else dict(
        matrix=row_beat, first=row_first, last=row_last)
    _, to_rows = delay_line("u_to_rows", [at_product.wires[name] for name in marks_of_row], levels(columns),
                            into=list(marks_of_row.values()))

    if g.in_blocks:
        @always_seq(clk.posedge, reset=rst)
        def mark_ends():
            pv.valid.next = at_product.value and at_product.last

        marks, act_sum_bits = BlockMarks(), sum_bits(columns, act_bits)
        word_sums = WordSums(g.rows, row_width, upper_width, act_sum_bits, g.is_narrow, g.vectors).with_wires(
            beat=row_beat, last_word=row_last, lower=row_sums, **(dict(upper=upper_sums) if g.is_narrow else {}))
        _, to_marks = delay_line("u_to_marks", BlockMarks().with_wires(**{
            name: beat.wires[f"block_{name}"] for name in marks.members}), LANE_LATENCY + levels(columns), into=marks)
        rows = [to_marks]
        if g.is_narrow:
            early_act_sum = signed(g.vectors * act_sum_bits)

            @always_comb
            def choose_codes():
                narrow.next = beat.block_code[NARROW_BIT]

            rows += [choose_codes, instance("u_upper_tree", adder_tree, dict(
                products=uppers, rows=part(word_sums.upper, 0, g.rows * upper_width),
                segments=Open(g.rows * upper_width)), lanes=lanes, columns=columns, segment=columns,
                product_bits=UPPER_PRODUCT_BITS),
                [instance(f"u_act_tree_of_{vector}" if vector else "u_act_tree", adder_tree, dict(
                    products=part(beat.act, vector, columns * act_bits),
                    rows=part(early_act_sum, vector, act_sum_bits), segments=Open(act_sum_bits)), lanes=columns,
                    columns=columns, segment=columns, product_bits=act_bits) for vector in range(g.vectors)],
                delayed("u_to_act_sum", early_act_sum, word_sums.act_sum, LANE_LATENCY)]
        rows.append(instance("u_rows_in_blocks", rows_in_blocks.rows_in_blocks, dict(
            word=word_sums, marks=marks, scales=scales, sums=sums), geometry=g, sum_bits=row_width,
            upper_bits=upper_width, act_sum_bits=act_sum_bits))
    else:
        rows = [instance(f"u_row_{i}_of_{vector}" if vector else f"u_row_{i}", row_accumulator, dict(
            en=row_beat, first=row_first, total=part(row_sums, vector * g.rows + i, row_width),
            row=part(sums.value, i * g.vectors + vector, g.acc_bits)), sum_bits=row_width, width=g.acc_bits)
            for vector in range(g.vectors) for i in range(g.rows)]

        @always_seq(clk.posedge, reset=rst)
        def mark_ends():
            pv.valid.next = at_product.value and at_product.last
            sums.valid.next = row_beat and row_last

    logic = gather, resetting, multipliers, ahead, to_product, lane_sums, tree, to_rows, rows, mark_ends
    if g.chunks > 1:
        key_beat, key_first, key_last = bit(), bit(), bit()
        _, to_scores = delay_line("u_to_scores", (at_product.key, at_product.first, at_product.last),
                                  levels(lanes), into=(key_beat, key_first, key_last))
        scores = [instance("u_score" if way == 0 else f"u_score_of_way_{way}", row_accumulator, dict(
            en=key_beat, first=key_first, total=part(sums_of_way, 0, sum_bits(lanes)),
            row=part(dot.value, way, g.dot_bits)), sum_bits=sum_bits(lanes), width=g.dot_bits)
            for way, sums_of_way in enumerate([segments, *segments_of_ways])]

        @always_seq(clk.posedge, reset=rst)
        def score_end():
            dot.valid.next = key_beat and key_last

        return logic, ways, to_scores, scores, score_end

    to_segment = delayed("u_to_segment", at_product.key, dot.valid, levels(segment))
    scores = [join(Part(sums_of_way, place * sum_bits(segment) + g.dot_bits, place * sum_bits(segment)),
                   part(dot.value, g.slot(place * segment, way), g.dot_bits))
              for way, sums_of_way in enumerate([segments, *segments_of_ways])
              for place in range(lanes // segment) if g.slot(place * segment, way) is not None]
    return logic, ways, to_segment, scores
