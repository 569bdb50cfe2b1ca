"""Which filters a token has that goes into a pass of several texts, and how many drafts lead to it."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.golden.sampling_formats import REPEAT_LAST_N_BITS, TOP_K_BITS


def ports(vectors):
    return clocked(takes=In(bit(), "the pass takes the token"), answers=In(bit(), "a token is chosen to follow it"),
                   is_draft=In(bit(), "it is a draft behind the one taken before"),
                   text_top_k=In(unsigned(TOP_K_BITS), "that of its text"),
                   text_repeat_last_n=In(unsigned(REPEAT_LAST_N_BITS), "that of its text"),
                   top_k=Out(unsigned(TOP_K_BITS), "its own"),
                   repeat_last_n=Out(unsigned(REPEAT_LAST_N_BITS), "its own"),
                   behind=Out(unsigned(clog2(vectors)), "the drafts up to it, itself one of them"))


@module(ports, suffix="{vectors}")
def answer_filters(clk, rst, takes, answers, is_draft, text_top_k, text_repeat_last_n, top_k, repeat_last_n, behind, *,
                   vectors):
    """A token whose choice nobody awaits has neither a list nor a penalty: they would cost cycles. No latency. Two
    vectors or more."""
    previous = unsigned(clog2(vectors))

    @always_comb
    def filter_answers():
        top_k.next = 0
        repeat_last_n.next = 0
        if answers:
            top_k.next = text_top_k
            repeat_last_n.next = text_repeat_last_n

    @always_comb
    def count_drafts():
        behind.next = 0
        if is_draft:
            behind.next = previous + 1

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if takes:
            previous.next = behind

    return filter_answers, count_drafts, follow
