"""Whether drafts may be taken as tokens are chosen now."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, unsigned
from llama2_rtl.converters.interfaces.control import Drafting
from llama2_rtl.golden.sampling_formats import INVERSE_BITS, REPEAT_LAST_N_BITS, TOP_K_BITS


def ports(vectors):
    return clocked(in_=In(Drafting(vectors)), top_k=In(unsigned(TOP_K_BITS), "how many tokens the list holds, or 0"),
                   repeat_last_n=In(unsigned(REPEAT_LAST_N_BITS), "tokens that are penalised, or 0"),
                   inverse_temperature=In(unsigned(INVERSE_BITS), "0 for the likeliest token"),
                   out=Out(Drafting(vectors)))


@module(ports)
def draft_switch(clk, rst, in_, top_k, repeat_last_n, inverse_temperature, out, *, vectors):
    """What comes in leaves a cycle later, as no drafts while the list or the penalty is at work: these know the tokens
    of the last vector alone. Two vectors or more."""
    @always_seq(clk.posedge, reset=rst)
    def switch():
        out.ngram.next = 0
        if (repeat_last_n == 0) and ((top_k == 0) or (inverse_temperature == 0)):
            out.ngram.next = in_.ngram

    return switch
