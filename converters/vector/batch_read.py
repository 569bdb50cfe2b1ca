"""When the vectors of a batch are read, one after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.kernels.delay import delayed

WAIT = 3
"""Cycles from the last vector's commit to the first start, in which the shifts are found."""


def ports(vectors):
    return clocked(committed=In(bit(), "a vector is complete"), at_end=In(bit(), "a vector's last word is read"),
                   batch=In(Batch(vectors)), start=Out(bit(), "a vector is read from now on"),
                   vector=Out(unsigned(clog2(vectors)), "which one, also as long as it is read"))


@module(ports)
def batch_read(clk, rst, committed, at_end, batch, start, vector, *, vectors):
    """When all vectors of the batch have been committed, in any order, `start` pulses for each: WAIT cycles after the
    last `committed` for the first, and a cycle after the `at_end` of one for the next. A batch of another size may
    commit its first vector two cycles after its `first_vector` has changed. Two vectors or more."""
    last = vectors - 1
    count, was_first = unsigned(clog2(vectors)), unsigned(clog2(vectors))
    complete, first, at_last = bit(), bit(), bit()
    waiting = delayed("u_wait", complete, first, WAIT - 1)

    @always_comb
    def look():
        complete.next = committed and (count == last)
        at_last.next = vector == last

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if committed:
            count.next = count + 1
            if complete:
                count.next = batch.first
        elif was_first != batch.first:
            count.next = batch.first
        was_first.next = batch.first
        if complete:
            vector.next = batch.first
        start.next = first or (at_end and not at_last)
        if at_end:
            vector.next = vector + 1
            if at_last:
                vector.next = batch.first

    return waiting, look, walk
