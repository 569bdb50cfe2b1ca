"""Which filters a token has that goes into a pass of several texts, and how many drafts lead to it."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, resize, unsigned
from llama2_rtl.converters.interfaces.control import TokenFilters


def ports(entries, vectors):
    return clocked(takes=In(bit(), "the pass takes the token"), answers=In(bit(), "a token is chosen to follow it"),
                   is_draft=In(bit(), "it is a draft behind the one taken before"),
                   allowed=In(TokenFilters(entries)), filters=Out(TokenFilters(entries)),
                   behind=Out(unsigned(clog2(vectors)), "the drafts up to it, itself one of them"))


@module(ports, suffix="{vectors}")
def answer_filters(clk, rst, takes, answers, is_draft, allowed, filters, behind, *, entries, vectors):
    """`filters` are those that its text has `allowed`; but a token whose choice nobody awaits has neither a list nor a
    penalty: they would cost cycles. No latency. Two vectors or more."""
    previous = unsigned(clog2(vectors))
    others = [resize(allowed.wires[name], filters.wires[name]) for name in allowed.wires
              if name not in ("top_k", "repeat_last_n")]

    @always_comb
    def filter_answers():
        filters.top_k.next = 0
        filters.repeat_last_n.next = 0
        if answers:
            filters.top_k.next = allowed.top_k
            filters.repeat_last_n.next = allowed.repeat_last_n

    @always_comb
    def count_drafts():
        behind.next = 0
        if is_draft:
            behind.next = previous + 1

    @always_seq(clk.posedge, reset=rst)
    def follow():
        if takes:
            previous.next = behind

    return others, filter_answers, count_drafts, follow
