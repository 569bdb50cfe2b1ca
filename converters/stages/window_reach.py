"""How far back the repetition penalty of a vector reaches, in its text and among the drafts behind that."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, clog2, module, unsigned, widen, wire
from llama2_rtl.golden.sampling_formats import REPEAT_LAST_N_BITS


def ports(vectors):
    return clocked(repeat_last_n=In(unsigned(REPEAT_LAST_N_BITS), "tokens that are penalised"),
                   behind=In(unsigned(clog2(vectors)), "drafts that lead to the vector's token"),
                   of_text=Out(unsigned(REPEAT_LAST_N_BITS), "how many of them are the text's"),
                   first_draft=Out(unsigned(clog2(vectors)), "the first draft that is one of them"))


@module(ports)
def window_reach(clk, rst, repeat_last_n, behind, of_text, first_draft, *, vectors):
    """The drafts are nearer: of n tokens, d of them drafts, n - d are the text's, or none, and then the first d - n
    drafts are too far away. Latency 1. Two vectors or more."""
    bits, draft_bits = REPEAT_LAST_N_BITS, clog2(vectors)
    drafts = wire(unsigned(bits), "drafts")

    @always_seq(clk.posedge, reset=rst)
    def reach():
        of_text.next = 0
        first_draft.next = 0
        if repeat_last_n > drafts:
            of_text.next = repeat_last_n - drafts
        else:
            first_draft.next = behind - repeat_last_n[draft_bits:]

    return widen(behind, drafts), reach
