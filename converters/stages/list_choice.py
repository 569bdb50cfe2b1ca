"""The largest score of those that may be chosen, the lowest token of equals."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned
from llama2_rtl.golden.sampling_formats import SAMPLING_SCORE_BITS


def ports(token_bits):
    return clocked(offer=In(bit(), "a token is offered"), is_first=In(bit(), "it is the first"),
                   stays=In(bit(), "it may be chosen"), score=In(signed(SAMPLING_SCORE_BITS), "its score"),
                   token=In(unsigned(token_bits), "its number"),
                   best=Out(unsigned(token_bits), "the token chosen so far"))


@module(ports)
def list_choice(clk, rst, offer, is_first, stays, score, token, best, *, token_bits):
    """`best` follows an `offer` by two cycles: one compares, one takes over. Between two offers lies a cycle or more;
    the first one is always taken, of the others such as stay."""
    most = signed(SAMPLING_SCORE_BITS)
    offered, taken, larger, equal, lower = (bit() for _ in range(5))
    own_score, own_token, takes = signed(SAMPLING_SCORE_BITS), unsigned(token_bits), bit()

    @always_seq(clk.posedge, reset=rst)
    def compare():
        offered.next = offer and (stays or is_first)
        taken.next = is_first
        larger.next = score > most
        equal.next = score == most
        lower.next = token < best
        own_score.next = score
        own_token.next = token

    @always_comb
    def judge():
        takes.next = offered and (taken or larger or (equal and lower))

    @always_seq(clk.posedge, reset=rst)
    def take_over():
        if takes:
            most.next = own_score
            best.next = own_token

    return compare, judge, take_over
