"""A counter of events in a register of the map."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.registers.description import REGISTER_BITS


def ports():
    return clocked(clear=In(bit(), "the count begins at 0"), happens=In(bit(), "an event"),
                   count=Out(unsigned(REGISTER_BITS), "events so far"))


@module(ports)
def event_counter(clk, rst, clear, happens, count):
    """Counts the present cycle's event from the next one on, and goes round at the end of its width."""
    @always_seq(clk.posedge, reset=rst)
    def add():
        if clear:
            count.next = 0
        elif happens:
            count.next = count + 1

    return add
