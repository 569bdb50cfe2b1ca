"""By how much one slot's dot product is shifted to become a score."""

from myhdl import always_comb, always_seq

from converters.attention.formats import DOT_SHIFT, SHIFT_BITS
from converters.hdl import clock, module, reset, signed, unsigned, widen


def ports():
    return dict(clk=clock(), rst=reset(), query_shift=unsigned(SHIFT_BITS), key_shift=unsigned(SHIFT_BITS),
                score_shift=unsigned(SHIFT_BITS))


@module(ports)
def score_shift(clk, rst, query_shift, key_shift, score_shift):
    """`score_shift` = DOT_SHIFT - query_shift - key_shift, at least 0. `key_shift` comes a cycle after `query_shift`,
    `score_shift` a cycle after that.
    """
    bits = SHIFT_BITS + 2
    query, key, left, difference = signed(bits), signed(bits), signed(bits), signed(bits)
    extensions = widen(query_shift, query), widen(key_shift, key)

    @always_comb
    def subtract():
        difference.next = left - key

    @always_seq(clk.posedge, reset=rst)
    def register():
        left.next = DOT_SHIFT - query
        if difference < 0:
            score_shift.next = 0
        else:
            score_shift.next = difference[SHIFT_BITS:]

    return extensions, subtract, register
