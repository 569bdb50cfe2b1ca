"""The position of a vector of a batch."""

from myhdl import always_comb

from llama2_rtl.converters.hdl import In, Out, clog2, module, resize, unsigned
from llama2_rtl.converters.interfaces.stages_wires import VectorPosition


def ports(position_bits, vectors):
    return dict(last_position=In(unsigned(position_bits), "the position of the batch's last vector"),
                of=Out(VectorPosition(position_bits, vectors)))


@module(ports)
def vector_position(last_position, of, *, position_bits, vectors):
    """The positions of a batch's vectors, which follow one another; a vector that takes no part has none. No latency.
    Two vectors or more."""
    last, before_last, back = vectors - 1, unsigned(clog2(vectors)), unsigned(position_bits)
    extension = resize(before_last, back)

    @always_comb
    def count_back():
        before_last.next = last - of.vector

    @always_comb
    def subtract():
        of.value.next = last_position - back

    return extension, count_back, subtract
