"""Drafts that a host sends, of a model of its own: a packet of tokens for each pass."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.control.token_loop import TDATA_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, named, state_register, unsigned
from llama2_rtl.converters.interfaces.control import Handover
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.stream import RevocableAxiStream

REST, TAKE = named("REST TAKE")


def ports(vocab_size, vectors):
    return clocked(s_axis=In(RevocableAxiStream(TDATA_BITS)),
                   most=In(unsigned(clog2(vectors)), "how many drafts at most, with start"), handover=In(Handover()),
                   out_draft=Out(Samples(value=unsigned(clog2(vocab_size)))))


@module(ports)
def host_drafts(clk, rst, s_axis, most, handover, out_draft, *, vocab_size, vectors):
    """Takes one packet after each `start`, from the cycle after it on, a word per cycle. Its tokens come a cycle after
    they are taken, as many as `most` was with `start` and those in front of the first word outside the vocabulary:
    what the packet has more is dropped. `done` comes a cycle after its last word is taken, with the last draft or
    behind it. Two vectors or more."""
    token_bits = clog2(vocab_size)
    state, left, takes = state_register(REST), unsigned(clog2(vectors)), bit()

    @always_comb
    def look():
        s_axis.tready.next = state == TAKE
        takes.next = (state == TAKE) and s_axis.tvalid

    @always_seq(clk.posedge, reset=rst)
    def hand_on():
        handover.done.next = takes and s_axis.tlast
        out_draft.valid.next = takes and (left != 0) and (s_axis.tdata < vocab_size)
        if takes:
            out_draft.value.next = s_axis.tdata[token_bits:]

    @always_seq(clk.posedge, reset=rst)
    def go_on():
        if state == REST:
            if handover.start:
                left.next = most
                state.next = TAKE
        elif s_axis.tvalid:
            if s_axis.tdata >= vocab_size:
                left.next = 0
            elif left != 0:
                left.next = left - 1
            if s_axis.tlast:
                state.next = REST

    return look, hand_on, go_on
