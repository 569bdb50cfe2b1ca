"""A start pulse held back until what it needs is there."""

from myhdl import always_comb, always_seq

from converters.hdl import bit, clock, module, reset


def ports():
    return dict(clk=clock(), rst=reset(), start=bit(), ready=bit(), go=bit())


@module(ports)
def when_ready(clk, rst, start, ready, go):
    """`go` pulses in the first cycle with `ready` from `start` on. No latency."""
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
