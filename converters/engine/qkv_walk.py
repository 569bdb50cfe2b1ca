"""Keys, values and queries of a vector as three matrices that follow one another, each in a format of its own."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module
from llama2_rtl.converters.interfaces.matrix import Matrix
from llama2_rtl.golden.weight_image import image_shapes


def ports(geometry):
    g = geometry
    return clocked(matrix=In(Matrix(g.row_bits, g.word_bits, g.in_blocks, g.qkv_apart)),
                   part_done=In(bit(), "the part at work has been read"),
                   part=Out(Matrix(g.row_bits, g.word_bits, g.in_blocks)),
                   goes_on=Out(bit(), "another part follows the one at work"))


@module(ports)
def qkv_walk(clk, rst, matrix, part_done, part, goes_on, *, geometry):
    """A `matrix` starts in the cycle of its start; where it is of keys, values and queries, it is that of the keys, and
    the others start in the cycles of `part_done`. Combinational from `matrix` and `part_done`."""
    shapes = image_shapes(geometry.model, geometry.numerics.formats)
    (values_end, queries_end), word_end = (shapes[name][0] - 1 for name in ("wv", "wq")), geometry.words(
        geometry.model.dim) - 1
    on_keys, on_values = bit(), bit()

    @always_comb
    def choose():
        goes_on.next = on_keys or on_values
        part.start.next = matrix.start or (part_done and (on_keys or on_values))
        part.last_row.next = matrix.last_row
        part.last_word.next = matrix.last_word
        part.format.next = matrix.format
        if on_keys:
            part.last_row.next = values_end
            part.last_word.next = word_end
            part.format.next = matrix.values
        elif on_values:
            part.last_row.next = queries_end
            part.last_word.next = word_end
            part.format.next = matrix.queries

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if matrix.start:
            on_keys.next = matrix.is_qkv
            on_values.next = 0
        elif part_done:
            on_keys.next = 0
            on_values.next = on_keys

    return choose, walk
