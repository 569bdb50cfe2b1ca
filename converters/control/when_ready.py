"""A start pulse held back until what it needs is there."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module


def ports():
    return clocked(start=In(bit(), "a pulse"), ready=In(bit(), "it may pass"),
                   go=Out(bit(), "the pulse that was held back"))


@module(ports)
def when_ready(clk, rst, start, ready, go):
    """`go` pulses in the first cycle with `ready` from `start` on, at best in that of `start`. A `start` before
    the `go` of another is lost, as is one that waits at a reset."""
    waiting = bit()

    @always_comb
    def pass_on():
        go.next = (start or waiting) and ready

    @always_seq(clk.posedge, reset=rst)
    def hold():
        if go:
            waiting.next = 0
        elif start:
            waiting.next = 1

    return pass_on, hold
