"""Whose turn it is of the vectors of a batch, where something waits for each."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch


def ports(vectors):
    return clocked(put=In(bit(), "something of the next vector waits from now on"),
                   take=In(bit(), "what waits is taken"), batch=In(Batch(vectors)),
                   waiting=Out(bit(), "something waits"),
                   vector=Out(unsigned(clog2(vectors)), "whose it is, where it waits"))


@module(ports, suffix="{vectors}")
def vector_turns(clk, rst, put, take, batch, waiting, vector, *, vectors):
    """Things are put for the vectors of a batch in turn, from its first one to the last, then the first again, and
    taken in this order; at most one waits for each vector. `take` comes only with `waiting`, or where nothing waits
    with `put`: what is put is then taken in the same cycle. A batch of another size may begin two cycles after its
    `first_vector` has changed. Two vectors or more."""
    last = vectors - 1
    count, was_first = unsigned(vectors.bit_length()), unsigned(clog2(vectors))

    @always_comb
    def look():
        waiting.next = count != 0

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if put and not take:
            count.next = count + 1
        elif take and not put:
            count.next = count - 1
        if take:
            vector.next = vector + 1
            if vector == last:
                vector.next = batch.first
        elif was_first != batch.first:
            vector.next = batch.first
        was_first.next = batch.first

    return look, walk
