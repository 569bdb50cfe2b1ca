"""The angles of the positions of a batch, one position after the other."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, resize, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kernels_wires import AngleStart
from llama2_rtl.converters.interfaces.stages_wires import VectorPosition


def ports(pos_bits, vectors):
    return clocked(start_all=In(bit(), "compute the angles of all positions"), batch=In(Batch(vectors)),
                   positions=In(VectorPosition(pos_bits, vectors)), all_ready=Out(bit(), "they are there"),
                   angles=Out(AngleStart(pos_bits, vectors)))


@module(ports)
def batch_angles(clk, rst, start_all, batch, positions, all_ready, angles, *, pos_bits, vectors):
    """From `start_all` on has the angles of the batch's positions computed, which stay until `all_ready` rises; that
    falls in the cycle after `start_all`, and is low after reset. Two vectors or more."""
    last = vectors - 1
    vector, going, began, done, at_last = unsigned(clog2(vectors)), bit(), bit(), bit(), bit()

    @always_comb
    def look():
        at_last.next = vector == last
        # `angles.ready` is the last vector's up to the cycle after the start of this one.
        done.next = going and angles.ready and (not angles.start) and not began

    @always_seq(clk.posedge, reset=rst)
    def walk():
        angles.start.next = start_all or (done and not at_last)
        began.next = angles.start
        if start_all:
            all_ready.next = 0
            going.next = 1
            vector.next = batch.first
        elif done:
            vector.next = vector + 1
            if at_last:
                vector.next = 0
                going.next = 0
                all_ready.next = 1

    return (look, walk, resize(vector, angles.vector), resize(vector, positions.vector),
            resize(positions.value, angles.position))
