"""The mat-vec engine: shared by every matrix and by both halves of attention."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.engine import batch_sums
from llama2_rtl.converters.engine import multiply_accumulate as datapath
from llama2_rtl.converters.engine.batch_rows import batch_rows
from llama2_rtl.converters.engine.block_walk import block_walk
from llama2_rtl.converters.engine.part_walk import part_walk
from llama2_rtl.converters.engine.row_col_ctrl import row_col_ctrl
from llama2_rtl.converters.engine.tile_rows import tile_rows
from llama2_rtl.converters.engine.tile_sizes import tile_bits
from llama2_rtl.converters.hdl import (
    In,
    Open,
    Out,
    Part,
    bit,
    clocked,
    clog2,
    instance,
    module,
    resize,
    unsigned,
)
from llama2_rtl.converters.interfaces.attention import OperandBeat, Sums
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.blocks_wires import BlockMarks, BlockScaleWords, ScaleWords
from llama2_rtl.converters.interfaces.engine_wires import BatchMarks, DatapathBeat, MatrixWords, RowSums, TileSums
from llama2_rtl.converters.interfaces.kernels_wires import PackedLoad
from llama2_rtl.converters.interfaces.matrix import Activations, Matrix, RowEvents
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.delay import delay_line, delayed
from llama2_rtl.converters.kernels.serializer import serializer


def latency(geometry):
    """Cycles from the beat of a row's last word to its `acc_valid`, of a tile's first rows; the others' follow, `tail`
    per cycle."""
    return 1 + datapath.latency(geometry) + (batch_sums.LATENCY if geometry.vectors > 1 else 0)


def ports(geometry):
    g = geometry
    return clocked(matrix=In(Matrix(g.row_bits, g.word_bits, g.in_blocks, g.apart)),
                   weights=In(Stream(8 * g.word_bytes)), block_scales=In(BlockScaleWords(g.in_blocks)),
                   act=Out(Activations(g.act_addr_bits, g.vectors * g.columns * g.numerics.act_bits)),
                   batch=In(Batch(g.vectors)), op=In(OperandBeat(g)), en=Out(bit(), "a word of weights is taken"),
                   tiles=Out(RowEvents()), rows=Out(RowEvents(announced=g.vectors == 1)),
                   acc=Out(RowSums(g.tail * g.acc_bits, g.vectors)),
                   dot=Out(Sums(g.dots_bits)), pv=Out(Sums(g.pv_bits)))


@module(ports)
def mat_vec(clk, rst, matrix, weights, block_scales, act, batch, op, en, tiles, rows, acc, dot, pv, *, geometry):
    """A matrix: from the cycle after `start`, `en` marks each weight word taken; it is multiplied with the
    activations that `act_addr` fetches in one cycle. `tiles` are the row/column controller's marks of the tiles that
    have been read. `acc_valid` brings the sum of a tile's first row `latency(geometry)` cycles after its last word, and
    in the cycles that follow those of its other rows; `rows` marks each row `latency(geometry) - 1` cycles ahead. Of a
    tail of several elements what is said of a row is said of as many rows, whose sums are side by side. Of several
    vectors each row has a sum for each vector of the batch, which say themselves of which rows they are.

    Attention: a beat per cycle with `op_valid`, keys with queries or (`op_value`) values with probabilities, from the
    cycle after a matrix's `all_done` on. See `multiply_accumulate` for the results. A reset ends the matrix and drops
    the beats in the pipeline.
    """
    g, last_place, most_rows = geometry, unsigned(clog2(geometry.most_rows)), geometry.most_rows
    groups, place_in_group = most_rows // g.tail, g.tail.bit_length() - 1
    words = MatrixWords(g.word_bits).with_wires(en=en)
    address = resize(words.col, act.addr)
    part, marks_of_part, parts = matrix, tiles, ()
    if g.apart:
        part, marks_of_part, goes_on = Matrix(g.row_bits, g.word_bits, g.in_blocks), RowEvents(), bit()

        @always_comb
        def join_parts():
            tiles.row_done.next = marks_of_part.row_done
            tiles.last_of_pass.next = marks_of_part.last_of_pass
            tiles.all_done.next = marks_of_part.all_done and not goes_on

        parts = join_parts, instance("u_part_walk", part_walk, dict(
            matrix=matrix, part_done=marks_of_part.all_done, part=part, goes_on=goes_on), geometry=g)
    control = instance("u_row_col_ctrl", row_col_ctrl, dict(
        matrix=Matrix(g.row_bits, g.word_bits, g.is_narrow).with_wires(**{
            name: wire for name, wire in part.wires.items() if name != "format" or g.is_narrow}),
        advance=weights.valid, busy=weights.ready, words=words, rows=marks_of_part,
        last_place=last_place if groups > 1 or g.vectors > 1 else Open(clog2(most_rows)),
        row_idx=Open(tile_bits(g.row_bits, g.rows))),
        row_bits=g.row_bits, word_bits=g.word_bits, rows_of_tile=g.rows, narrow=g.is_narrow)

    beat = DatapathBeat(geometry).with_wires(act=act.data, op_a=op.a, op_b=op.b)
    matrix_first, matrix_last = bit(), bit()

    @always_seq(clk.posedge, reset=rst)
    def fetch():
        beat.matrix.next = words.en
        matrix_first.next = words.clear
        matrix_last.next = words.last_col
        beat.weights.next = weights.data

    @always_comb
    def merge():
        beat.key.next = op.valid and not op.value
        beat.value.next = op.valid and op.value
        if op.valid:
            beat.first.next = op.first
            beat.last.next = op.last
        else:
            beat.first.next = matrix_first
            beat.last.next = matrix_last

    scales, blocks = ScaleWords(8 * g.word_bytes, g.in_blocks), ()
    if g.in_blocks:
        scales = scales.with_wires(valid=block_scales.valid, data=weights.data)
        marks = BlockMarks()
        walk = instance("u_block_walk", block_walk, dict(
            start=part.start, code=part.format, words=words, ends_pass=tiles.last_of_pass, marks=marks,
            used_up=block_scales.used_up), word_bits=g.word_bits, tile=g.tile)
        _, to_beat = delay_line("u_to_beat", marks, 1, into=BlockMarks().with_wires(**{
            name: beat.wires[f"block_{name}"] for name in marks.members}))
        blocks = walk, to_beat
    sums, shown = TileSums(g.acc_bits, most_rows, g.vectors), ()
    if g.vectors == 1:
        sum_of_row = unsigned(g.tail * g.acc_bits)
        shown = resize(sum_of_row, acc.value)
    if g.vectors > 1:
        marks_of_sums, marks_at_sums = BatchMarks(g.vectors), BatchMarks(g.vectors)
        one_by_one = [
            instance("u_batch_rows", batch_rows, dict(
                last_col=words.last_col, tiles=tiles, last_place=last_place, batch=batch, sums=marks_of_sums),
                rows_of_tile=most_rows, vectors=g.vectors),
            delay_line("u_to_sums", marks_of_sums, datapath.latency(g) + batch_sums.LATENCY, into=marks_at_sums)[1],
            instance("u_batch_sums", batch_sums.batch_sums, dict(tile=sums, marks=marks_at_sums, acc=acc),
                     width=g.acc_bits, rows=most_rows, vectors=g.vectors)]
    elif groups == 1:
        sums = sums.with_wires(valid=acc.valid, value=sum_of_row)
        one_by_one = [resize(tiles.wires[name], rows.wires[name]) for name in tiles.members]
    else:
        one_by_one = [
            instance("u_tile_rows", tile_rows, dict(
                last_col=words.last_col, tiles=tiles, last_place=Part(last_place, len(last_place), place_in_group),
                rows=rows), rows_of_tile=groups),
            delayed("u_to_sum", rows.row_done, acc.valid, datapath.latency(g)),
            instance("u_serializer", serializer, dict(
                elements=PackedLoad(most_rows * g.acc_bits).with_wires(
                    load=sums.valid, value=sums.value), element=sum_of_row), width=g.tail * g.acc_bits, count=groups)]
    compute = instance("u_multiply_accumulate", datapath.multiply_accumulate, dict(
        beat=beat, scales=scales, sums=sums, dot=dot, pv=pv), geometry=g)

    return parts, control, address, fetch, merge, blocks, one_by_one, compute, shown
