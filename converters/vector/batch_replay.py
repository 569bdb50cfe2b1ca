"""The elements of a batch that was loaded, once more: now in the order in which the rows of a matrix come."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.vector_wires import ElementsInOrder
from llama2_rtl.converters.kernels.delay import delayed

WAIT = 3
"""Cycles from `start` to the first element: X reads its first elements anew."""


def ports(dim, vectors):
    elements = ElementsInOrder(vectors=vectors)
    return clocked(start=In(bit(), "the last vector's last element is in X"), batch=In(Batch(vectors)),
                   add_y=In(elements), out_y=Out(elements.with_wires()))


@module(ports)
def batch_replay(clk, rst, start, batch, add_y, out_y, *, dim, vectors):
    """Passes `add_y` on; WAIT cycles after `start` gives `dim` zeros for each vector of the batch, one per cycle: for
    every element all vectors in order. Until they are through nothing may come at `add_y`. Two vectors or more."""
    last_vector, last_element = vectors - 1, dim - 1
    vector, row, go, replaying, at_last_vector = unsigned(clog2(vectors)), unsigned(clog2(dim)), bit(), bit(), bit()
    waiting = delayed("u_wait", start, go, WAIT - 1)

    @always_comb
    def choose():
        at_last_vector.next = vector == last_vector
        out_y.valid.next = add_y.valid or replaying
        out_y.vector.next = add_y.vector
        out_y.value.next = add_y.value
        if replaying:
            out_y.vector.next = vector
            out_y.value.next = 0

    @always_seq(clk.posedge, reset=rst)
    def walk():
        if go:
            replaying.next = 1
            vector.next = batch.first
        if replaying:
            vector.next = vector + 1
            if at_last_vector:
                vector.next = batch.first
                row.next = row + 1
                if row == last_element:
                    row.next = 0
                    replaying.next = 0

    return waiting, choose, walk
