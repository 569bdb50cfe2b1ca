"""Which matrix the engine is to run: five levels and a start pulse become one command."""

from myhdl import always_comb

from llama2_rtl.converters.engine import destination
from llama2_rtl.converters.hdl import In, Out, module, unsigned
from llama2_rtl.converters.interfaces.blocks_wires import MatrixFormats
from llama2_rtl.converters.interfaces.matrix import Matrix, MatrixStarts
from llama2_rtl.golden.weight_image import image_shapes


def ports(geometry):
    g = geometry
    return dict(starts=In(MatrixStarts()), formats=In(MatrixFormats(g.in_blocks, g.qkv_apart)),
                matrix=Out(Matrix(g.row_bits, g.word_bits, g.in_blocks, g.qkv_apart)),
                dest=Out(unsigned(destination.BITS), "which matrix, with its start"))


@module(ports)
def matrix_select(starts, formats, matrix, dest, *, geometry):
    """An encoder: the destination of the matrix that is wanted, its last row and the last word of each row, and where
    matrices are in blocks its format; of no meaning where none is. Combinational."""
    columns = geometry.model.dim, geometry.model.q_dim, geometry.model.hidden_dim
    dim_end, q_end, hidden_end = (geometry.words(count) - 1 for count in columns)
    shapes = image_shapes(geometry.model, geometry.numerics.formats)
    first, *others = (rows - 1 for rows, _ in shapes.values())
    qkv_end, (wo_end, w13_end, w2_end, classifier_end) = first, others[-4:]

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

    if not geometry.qkv_apart:
        return select, select_format

    @always_comb
    def select_formats_of_parts():
        matrix.is_qkv.next = starts.qkv
        matrix.values.next = formats.values
        matrix.queries.next = formats.queries

    return select, select_format, select_formats_of_parts
