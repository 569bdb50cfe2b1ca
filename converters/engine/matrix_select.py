"""Which matrix the engine is to run: five levels and a start pulse become one command."""

from myhdl import always_comb

from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.hdl import In, Out, module, unsigned
from llama2_rtl.converters.interfaces.blocks_wires import MatrixFormats
from llama2_rtl.converters.interfaces.matrix import Matrix, MatrixStarts
from llama2_rtl.golden.weight_image import image_shapes


def ports(geometry):
    g = geometry
    return dict(starts=In(MatrixStarts()), formats=In(MatrixFormats(g.in_blocks, g.apart)),
                matrix=Out(Matrix(g.row_bits, g.word_bits, g.in_blocks, g.apart)),
                dest=Out(unsigned(destination.BITS), "which matrix, with its start"))


@module(ports)
def matrix_select(starts, formats, matrix, dest, *, geometry):
    """An encoder: the destination of the matrix that is wanted, its last row and the last word of each row, and where
    matrices are in blocks its format; of no meaning where none is. Combinational."""
    columns = geometry.model.dim, geometry.model.q_dim, geometry.model.hidden_dim
    dim_end, q_end, hidden_end = (geometry.words(count) - 1 for count in columns)
    formats_of_image = geometry.numerics.formats
    shapes = image_shapes(geometry.model, formats_of_image)
    qkv_end, wo_end, w13_end, w2_end, classifier_end = (
        shapes[formats_of_image.parts(name)[0]][0] - 1 for name in MatrixStarts.NAMES)
    keys_apart, gate_apart = (int(name in formats_of_image.apart) for name in ("qkv", "w13"))

    @always_comb
    def select():
        matrix.start.next = starts.start
        matrix.last_word.next = dim_end
        matrix.last_row.next = 0
        dest.next = destination.QKV
        if starts.qkv:
            dest.next = destination.QKV
            matrix.last_row.next = qkv_end
        elif starts.wo:
            dest.next = destination.WO
            matrix.last_row.next = wo_end
            matrix.last_word.next = q_end
        elif starts.w13:
            dest.next = destination.W13
            matrix.last_row.next = w13_end
        elif starts.w2:
            dest.next = destination.W2
            matrix.last_row.next = w2_end
            matrix.last_word.next = hidden_end
        elif starts.classifier:
            dest.next = destination.CLASSIFIER
            matrix.last_row.next = classifier_end

    if not geometry.in_blocks:
        return select

    @always_comb
    def select_format():
        matrix.format.next = formats.high
        if starts.wo or starts.w2:
            matrix.format.next = formats.low

    if not geometry.apart:
        return select, select_format

    @always_comb
    def select_formats_of_parts():
        matrix.is_keys.next = 0
        matrix.is_gate.next = 0
        if starts.qkv:
            matrix.is_keys.next = keys_apart
        elif starts.w13:
            matrix.is_gate.next = gate_apart
        matrix.second.next = formats.second
        matrix.third.next = formats.third

    return select, select_format, select_formats_of_parts
