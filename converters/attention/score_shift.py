"""By how much one slot's dot product is shifted to become a score."""

from myhdl import always_seq

from converters.attention.formats import SHIFT_BITS, SHIFT_COUNT_BITS
from converters.hdl import clock, module, reset, unsigned, widen


def ports(largest):
    return dict(clk=clock(), rst=reset(), query_shift=unsigned(SHIFT_BITS), key_shift=unsigned(SHIFT_BITS),
                score_shift=unsigned(SHIFT_COUNT_BITS))


@module(ports)
def score_shift(clk, rst, query_shift, key_shift, score_shift, *, largest):
    """`score_shift` = `largest` - query_shift - key_shift, which is not negative. `key_shift` comes a cycle
    after `query_shift`, `score_shift` a cycle after that.
    """
    query, key, left = (unsigned(SHIFT_COUNT_BITS), unsigned(SHIFT_COUNT_BITS), unsigned(SHIFT_COUNT_BITS))
    extensions = widen(query_shift, query), widen(key_shift, key)

    @always_seq(clk.posedge, reset=rst)
    def subtract():
        left.next = largest - query
        score_shift.next = left - key

    return extensions, subtract
