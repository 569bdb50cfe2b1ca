"""Whose turn it is of the vectors of a batch, where something waits for each."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned


def ports(vectors):
    return clocked(put=In(bit(), "something of the next vector waits from now on"),
                   take=In(bit(), "what waits is taken"), waiting=Out(bit(), "something waits"),
                   vector=Out(unsigned(clog2(vectors)), "whose it is, where it waits"))


@module(ports, suffix="{vectors}")
def vector_turns(clk, rst, put, take, waiting, vector, *, vectors):
    """Things are put for vectors 0, 1, 2, ..., the last, 0, ... in turn, and taken in this order, from the cycle after
    `put` on; at most one waits for each vector. `take` comes only with `waiting`. Two vectors or more."""
    last = vectors - 1
    count = unsigned(vectors.bit_length())

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
                vector.next = 0

    return look, walk
