"""One matrix on the engine: wait for its input vector, start the engine, report when the last row has passed."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.matrix import MatrixRun


def ports():
    return clocked(handover=In(Handover()), matrix=Out(MatrixRun()))


@module(ports)
def matrix_job(clk, rst, handover, matrix):
    """`matrix_start` pulses in the first cycle after `start` in which `matrix_ready` is high; `done` is the
    `matrix_done` of that matrix, in the same cycle. One matrix at a time."""
    waiting, running = bit(), bit()

    @always_comb
    def decide():
        matrix.start.next = waiting and matrix.ready
        handover.done.next = running and matrix.done

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if handover.start:
            waiting.next = 1
        elif matrix.start:
            waiting.next = 0
            running.next = 1
        elif matrix.done:
            running.next = 0

    return decide, follow
