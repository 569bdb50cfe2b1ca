"""One matrix on the engine: wait for its input vector, start the engine, report when the last row has passed."""

from myhdl import always_comb, always_seq

from converters.hdl import In, Out, bit, clock, module, reset
from converters.interfaces.control import Handover


def ports():
    return dict(clk=In(clock()), rst=In(reset()), handover=In(Handover()),
                vector_ready=In(bit(), "the matrix's input vector waits"),
                engine_start=Out(bit(), "the engine begins the matrix"),
                all_done=In(bit(), "the engine has read its matrix"))


@module(ports)
def matrix_job(clk, rst, handover, vector_ready, engine_start, all_done):
    """`engine_start` pulses in the first cycle after `start` in which `vector_ready` is high; `done` is the engine's
    `all_done` of that matrix, in the same cycle. One matrix at a time."""
    waiting, running = bit(), bit()

    @always_comb
    def decide():
        engine_start.next = waiting and vector_ready
        handover.done.next = running and all_done

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if handover.start:
            waiting.next = 1
        elif engine_start:
            waiting.next = 0
            running.next = 1
        elif all_done:
            running.next = 0

    return decide, follow
