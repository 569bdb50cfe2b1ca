"""One matrix on the engine: wait for its input vector, start the engine, report when the last row has passed."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, module, reset


def ports():
    return dict(clk=clock(), rst=reset(), start=bit(), vector_ready=bit(), engine_start=bit(), all_done=bit(),
                done=bit())


@module(ports)
def matrix_job(clk, rst, start, vector_ready, engine_start, all_done, done):
    """`engine_start` pulses in the first cycle after `start` in which `vector_ready` is high; `done` is the engine's
    `all_done` of that matrix."""
    waiting, running = bit(), bit()

    @always_comb
    def decide():
        engine_start.next = waiting and vector_ready
        done.next = running and all_done

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if start:
            waiting.next = 1
        elif engine_start:
            waiting.next = 0
            running.next = 1
        elif all_done:
            running.next = 0

    return decide, follow
