"""Parts of a matrix that are several in the image, each in a format of its own, one after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module
from llama2_rtl.converters.interfaces.matrix import Matrix


def ports(geometry):
    g = geometry
    return clocked(matrix=In(Matrix(g.row_bits, g.word_bits, g.in_blocks, g.apart)),
                   part_done=In(bit(), "the part at work has been read"),
                   part=Out(Matrix(g.row_bits, g.word_bits, g.in_blocks)),
                   goes_on=Out(bit(), "another part follows the one at work"))


@module(ports)
def part_walk(clk, rst, matrix, part_done, part, goes_on, *, geometry):
    """A `matrix` starts in the cycle of its start; where it is the keys, values and queries follow, where it is the
    gate, W3 does: they start in the cycles of `part_done`. Combinational from `matrix` and `part_done`."""
    model = geometry.model
    values_end, queries_end, up_end = model.kv_dim - 1, model.q_dim - 1, model.hidden_dim - 1
    word_end = geometry.words(model.dim) - 1
    on_keys, on_values, on_gate = bit(), bit(), bit()

    @always_comb
    def choose():
        goes_on.next = on_keys or on_values or on_gate
        part.start.next = matrix.start or (part_done and (on_keys or on_values or on_gate))
        part.last_row.next = matrix.last_row
        part.last_word.next = matrix.last_word
        part.format.next = matrix.format
        if on_keys:
            part.last_row.next = values_end
            part.last_word.next = word_end
            part.format.next = matrix.second
        elif on_values:
            part.last_row.next = queries_end
            part.last_word.next = word_end
            part.format.next = matrix.third
        elif on_gate:
            part.last_row.next = up_end
            part.last_word.next = word_end
            part.format.next = matrix.second

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if matrix.start:
            on_keys.next = matrix.is_keys
            on_gate.next = matrix.is_gate
            on_values.next = 0
        elif part_done:
            on_keys.next = 0
            on_gate.next = 0
            on_values.next = on_keys

    return choose, walk
