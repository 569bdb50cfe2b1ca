"""One matrix on the engine: wait for its input vector, start the engine, report when the last row has passed."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.matrix import MatrixRun


def ports():
    return clocked(handover=In(Handover()), matrix=Out(MatrixRun()))


@module(ports)
def matrix_job(clk, rst, handover, matrix):
    """`matrix_wanted` is high from the cycle after `start` on; `matrix_start` pulses in the first cycle of it in which
    `matrix_ready` is high, the last; `done` is the `matrix_done` of that matrix, in the same cycle. One matrix at a
    time."""
    running = bit()

    @always_comb
    def decide():
        matrix.start.next = matrix.wanted and matrix.ready
        handover.done.next = running and matrix.done

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if handover.start:
            matrix.wanted.next = 1
        elif matrix.start:
            matrix.wanted.next = 0
            running.next = 1
        elif matrix.done:
            running.next = 0

    return decide, follow
