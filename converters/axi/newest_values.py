"""Which of a batch's newest values comes next, where they may lie in two spans of positions."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import INDEX_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, resize, unsigned
from llama2_rtl.converters.interfaces.axi_wires import NewestPart
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.golden.config import SPAN


def ports(vectors, ends=False):
    return clocked(start=In(bit(), "back to the first"), batch=In(Batch(vectors, ends)),
                   last_index=In(unsigned(INDEX_BITS), "the first position's place in its span"),
                   take=In(bit(), "the present one is taken"),
                   at_last_chunk=In(bit(), "in the last word of the rows"), part=Out(NewestPart(vectors)))


@module(ports)
def newest_values(clk, rst, start, batch, last_index, take, at_last_chunk, part, *, vectors, ends=False):
    """The vectors of a batch whose positions lie in the span of the first, for each word of their rows anew; then those
    in the next span, if there are any, likewise; with `ends` up to the batch's last. No latency. Two vectors or more.
    """
    last_vector, first_of_next = batch.last if ends else vectors - 1, SPAN - 1
    back, place = unsigned(clog2(vectors)), unsigned(INDEX_BITS + 1)
    span_first, offset, index = unsigned(clog2(vectors)), unsigned(INDEX_BITS + 1), unsigned(INDEX_BITS + 1)

    @always_comb
    def count_back():
        back.next = part.vector - batch.first

    @always_comb
    def find_place():
        place.next = index + offset

    @always_comb
    def look():
        part.at_last.next = part.vector == last_vector
        part.ends.next = (part.vector == last_vector) or (place == first_of_next)

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start:
            part.vector.next = batch.first
            span_first.next = batch.first
            part.in_other.next = 0
        elif take:
            part.vector.next = part.vector + 1
            if part.ends and not at_last_chunk:
                part.vector.next = span_first
            elif part.ends:
                span_first.next = part.vector + 1
                part.in_other.next = 1

    return resize(back, offset), resize(last_index, index), count_back, find_place, look, walk
