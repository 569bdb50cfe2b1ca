"""The vectors of a batch, one after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch


def ports(vectors, ends):
    return clocked(start=In(bit(), "back to the first vector"), batch=In(Batch(vectors, ends)),
                   take=In(bit(), "what the present vector has is taken"),
                   vector=Out(unsigned(clog2(vectors)), "the present vector"), at_last=Out(bit(), "it is the last"))


def suffix(vectors, ends):
    return f"{vectors}_ends" if ends else str(vectors)


@module(ports, suffix=suffix)
def vector_walk(clk, rst, start, batch, take, vector, at_last, *, vectors, ends):
    """The vectors of a batch, one after the other by `take`, the first again after the last; with `ends` those up to
    the batch's last. No latency. Two vectors or more."""
    last = batch.last if ends else vectors - 1

    @always_comb
    def look():
        at_last.next = vector == last

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if start or (take and at_last):
            vector.next = batch.first
        elif take:
            vector.next = vector + 1

    return look, walk
