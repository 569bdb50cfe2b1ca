"""The engine and its supply: the weight stream sorted, the mat-vec engine, its rows scaled."""

from myhdl import always_comb

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.engine.mat_vec import latency as mat_vec_latency
from llama2_rtl.converters.engine.mat_vec import mat_vec
from llama2_rtl.converters.engine.matrix_select import matrix_select
from llama2_rtl.converters.engine.row_scale import latency as row_scale_latency
from llama2_rtl.converters.engine.row_scale import row_scale
from llama2_rtl.converters.engine.weight_router import (
    gain_words,
    gains_padded,
    longest_scales,
    scales_padded,
    weight_router,
)
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, instance, join, module, part, side_by_side, unsigned
from llama2_rtl.converters.interfaces.attention import OperandBeat, Sums
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.blocks_wires import BlockScaleWords, FormatsKnown, MatrixFormats
from llama2_rtl.converters.interfaces.engine_wires import RowSums
from llama2_rtl.converters.interfaces.matrix import (
    Activations,
    Matrix,
    MatrixStarts,
    Norm,
    RowEvents,
    RowResults,
    VectorShift,
)
from llama2_rtl.converters.interfaces.stream import Handshake, Stream
from llama2_rtl.converters.interfaces.vector import Gains
from llama2_rtl.converters.interfaces.vector_wires import PromisedGains
from llama2_rtl.converters.memory.param_fifo import param_fifo
from llama2_rtl.converters.memory.register_slice import register_slice
from llama2_rtl.converters.memory.value_unpacker import VALUE_BITS
from llama2_rtl.golden.image_formats import FORMAT_BITS


def ports(geometry):
    g = geometry
    return clocked(weights=In(Stream(8 * g.word_bytes)), starts=In(MatrixStarts()),
                   act=Out(Activations(g.act_addr_bits, g.vectors * g.columns * g.numerics.act_bits)),
                   norm=In(Norm(g.vectors)), shift=In(VectorShift(g.vectors)), batch=In(Batch(g.vectors)),
                   op=In(OperandBeat(g)),
                   reads_classifier=In(bit(), "a pass ends by the classifier"), dot=Out(Sums(g.dots_bits)),
                   pv=Out(Sums(g.pv_bits)), gain=Out(PromisedGains(g.tail * VALUE_BITS)),
                   gains_ready=Out(bit(), "the gains of the next norm are all there"),
                   formats_known=Out(FormatsKnown(g.in_blocks)), all_done=Out(bit(), "the matrix has been read"),
                   weight_beat=Out(bit(), "a word of weights is taken"),
                   parameter_beat=Out(bit(), "a word of gains or scales is taken"),
                   stall=Out(bit(), "a word is wanted and not there"),
                   y=Out(RowResults(destination.BITS, g.row_bits, vectors=g.vectors, tail=g.tail)))


def latency(geometry):
    """Cycles from the beat of a row's last word to its `y`, of a tile's first rows; the others' follow, `tail` per
    cycle."""
    return mat_vec_latency(geometry) + row_scale_latency(geometry)


def fifo_depth(words, readings=2):
    """Words of a parameter store: all of one reading, and all of the one before, which may still be in use."""
    return 1 << (readings * words - 1).bit_length()


def scales_depth(geometry):
    """Words of the store of scales. Parts of a matrix by themselves may be passes so short that those of all of them,
    three at most, and of the matrix behind them are there before the first one's rows take theirs."""
    return fifo_depth(longest_scales(geometry), 4 if geometry.apart else 2)


@module(ports)
def engine(clk, rst, weights, starts, act, norm, shift, batch, op, reads_classifier, dot, pv, gain, gains_ready,
           formats_known, all_done, weight_beat, parameter_beat, stall, y, *, geometry):
    """Takes the weight image word by word. A start pulse runs a matrix on the vector behind `act_*`, with 1/rms
    (`rm`, `k`) and the quantiser's `shift`; its rows leave as `y` in Q16.16, `tail` per cycle, those of a tile from
    `latency(geometry)` cycles after their last word on. Attention's beats pass through `op_*` to `dots` and `pv`.

    The gains of the next norm wait in `gain`. Between two tokens `gains_ready` says that they are all there: only a
    token's first vector could come before its gains, for no matrix in front of it holds it back. Where matrices are in
    blocks, one starts when its format is known.

    Counting: `weight_beat` and `parameter_beat` mark a word taken, `stall` a cycle that wanted one in vain.
    """
    word_bytes = geometry.word_bytes
    own_rst, resetting = own_reset("u_reset")
    slice_rst, resetting_slice = own_reset("u_slice_reset")
    parameter_rst, resetting_parameters = own_reset("u_parameter_reset")
    scale_rst, resetting_scale = own_reset("u_scale_reset")
    matrix = Matrix(geometry.row_bits, geometry.word_bits, geometry.in_blocks, geometry.apart)
    dest = unsigned(destination.BITS)
    formats, block_scales = MatrixFormats(geometry.in_blocks, geometry.apart), BlockScaleWords(geometry.in_blocks)
    select = instance("u_matrix_select", matrix_select, dict(starts=starts, formats=formats, matrix=matrix, dest=dest),
                      geometry=geometry)
    # The stream comes from afar, and its ready is decided within the cycle.
    word = Stream(8 * word_bytes)
    entry = instance("u_register_slice", register_slice, dict(rst=slice_rst, s=weights, m=word), width=8 * word_bytes)
    gains_valid, scales_valid, gain_waits, gains_read = (bit() for _ in range(4))
    matrix_word = Stream(8 * word_bytes).with_wires(data=word.data)
    tiles, rows = RowEvents().with_wires(all_done=all_done), RowEvents(announced=geometry.vectors == 1)
    codes = MatrixFormats(geometry.in_blocks, geometry.apart)
    code_bits = [join(part(word.data, place, FORMAT_BITS), part(code, 0, FORMAT_BITS))
                 for place, code in enumerate(codes.wires.values())]
    router = instance("u_weight_router", weight_router, dict(
        rst=own_rst, s=Handshake().with_wires(valid=word.valid, ready=word.ready), codes=codes,
        gains_valid=gains_valid, scales_valid=scales_valid, block_scales=block_scales, formats=formats,
        formats_known=formats_known, m_weights=Handshake().with_wires(valid=matrix_word.valid, ready=matrix_word.ready),
        last_of_pass=tiles.last_of_pass, reads_classifier=reads_classifier,
        parameter_beat=parameter_beat, gains_read=gains_read), geometry=geometry)

    def parameters(valid):
        return Stream(8 * word_bytes).with_wires(valid=valid, ready=Open(1), data=word.data)

    tail, value_bits = geometry.tail, geometry.tail * VALUE_BITS
    scale = PromisedGains(value_bits)
    gain_store = instance("u_gains", param_fifo, dict(
        rst=parameter_rst, s=parameters(gains_valid), m=Gains(value_bits).with_wires(valid=gain_waits, **gain.wires)),
        word_bytes=word_bytes, depth_words=fifo_depth(gain_words(geometry)), padded=gains_padded(geometry), tail=tail)
    scale_store = instance("u_scales", param_fifo, dict(
        rst=parameter_rst, s=parameters(scales_valid), m=Gains(value_bits).with_wires(valid=Open(1), **scale.wires)),
        word_bytes=word_bytes, depth_words=scales_depth(geometry), padded=scales_padded(geometry), tail=tail)

    acc = RowSums(tail * geometry.acc_bits, geometry.vectors)
    compute = instance("u_mat_vec", mat_vec, dict(
        rst=own_rst, matrix=matrix, weights=matrix_word, block_scales=block_scales, act=act, batch=batch, op=op,
        en=weight_beat,
        tiles=tiles.leaving_open("row_done"), rows=rows, acc=acc, dot=dot, pv=pv), geometry=geometry)
    scaling = side_by_side("u_row_scale", row_scale, tail, dict(
        rst=scale_rst, start=matrix.start, start_dest=dest, rows=rows, acc=acc, scale=scale, norm=norm,
        shift=shift, y=y), geometry=geometry)

    @always_comb
    def count():
        stall.next = word.ready and not word.valid and not op.valid
        gains_ready.next = gain_waits and gains_read

    return (resetting, resetting_slice, resetting_parameters, resetting_scale, select, entry, code_bits, router,
            gain_store, scale_store, compute, scaling, count)
