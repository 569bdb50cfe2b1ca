"""Counters of passes and of their drafts."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.interfaces.control import DraftEvents
from llama2_rtl.converters.registers.description import REGISTER_BITS


def ports(vectors):
    return clocked(clear=In(bit(), "all counters begin at 0"), drafts=In(DraftEvents(vectors)),
                   passes=Out(unsigned(REGISTER_BITS), "passes over the weights"),
                   offered=Out(unsigned(REGISTER_BITS), "drafts that were run"),
                   accepted=Out(unsigned(REGISTER_BITS), "those that were right"))


@module(ports)
def draft_counters(clk, rst, clear, drafts, passes, offered, accepted, *, vectors):
    """Each counts its events, the present cycle's from the next one on, and goes round at the end of its width. Two
    vectors or more."""
    @always_seq(clk.posedge, reset=rst)
    def count():
        if clear:
            passes.next = 0
            offered.next = 0
            accepted.next = 0
        else:
            if drafts.begins:
                passes.next = passes + 1
            if drafts.offered:
                offered.next = offered + 1
            if drafts.accepted:
                accepted.next = accepted + 1

    return count
