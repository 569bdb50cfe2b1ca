"""How many tokens of a draft are worth a place in the next pass."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned


def ports(vectors):
    return clocked(text_start=In(bit(), "a text begins"), offer=In(bit(), "a draft goes into the next pass"),
                   accept=In(bit(), "a draft of the last pass was right"),
                   judge=In(bit(), "all that were right have been accepted"),
                   limit=Out(unsigned(clog2(vectors)), "the most drafts of a pass"))


@module(ports, suffix="{vectors}")
def draft_limit(clk, rst, text_start, offer, accept, judge, limit, *, vectors):
    """`golden.drafts.next_limit`: after a pass whose drafts were all right twice as many and one more, at most one for
    each vector behind the first; after another one as many as were right, at least one. After a pass without drafts the
    `limit` stays; a text begins with the most. It changes in the cycle after `judge`, with which the last `accept` may
    not come. Two vectors or more."""
    most, bits = vectors - 1, clog2(vectors)
    wrong, right, doubled = unsigned(bits), unsigned(bits), unsigned(bits + 1)

    @always_comb
    def look():
        doubled.next = concat(right, True)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if text_start or judge:
            wrong.next = 0
            right.next = 0
        elif offer:
            wrong.next = wrong + 1
        elif accept:
            wrong.next = wrong - 1
            right.next = right + 1

    @always_seq(clk.posedge, reset=rst)
    def adapt():
        if text_start:
            limit.next = most
        elif judge and (wrong != 0):
            limit.next = 1
            if right != 0:
                limit.next = right
        elif judge and (right != 0):
            limit.next = most
            if doubled < most:
                limit.next = doubled[bits:]

    return look, count, adapt
