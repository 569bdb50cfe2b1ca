"""One slot's score of a position."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.attention.formats import (
    SCALED_BITS,
    SCORE_BITS,
    SCORE_FRACTION_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
)
from converters.hdl import Open, bit, clock, instance, module, reset, signed, unsigned, widen
from converters.kernels import round_shift as rounding

SCORE_LATENCY = rounding.LATENCY


def ports(dot_bits, headroom):
    return dict(clk=clock(), rst=reset(), dot_valid=bit(), dot=signed(dot_bits),
                score_shift=unsigned(SHIFT_COUNT_BITS), value_shift=unsigned(SHIFT_BITS),
                scaled=signed(SCALED_BITS))


@module(ports)
def score_slot(clk, rst, dot_valid, dot, score_shift, value_shift, scaled, *, dot_bits, headroom):
    """The score is sat(rhu(dot * 2^headroom, score_shift)), SCORE_LATENCY cycles later; with it comes
    `value_shift`, and a cycle later leaves `scaled` = score + value_shift. Both are in the log2 domain,
    SCORE_FRACTION_BITS.
    """
    width, whole_bits = dot_bits + headroom, SCALED_BITS - SCORE_FRACTION_BITS
    raised, score = signed(width), signed(SCORE_BITS)
    score_whole = signed(SCORE_BITS - SCORE_FRACTION_BITS)
    whole, increment, total = signed(whole_bits), signed(whole_bits), signed(whole_bits)
    widening = widen(score_whole, whole), widen(value_shift, increment)
    narrow = instance("u_round_shift", rounding.round_shift, dict(
        clk=clk, rst=rst, in_valid=dot_valid, x=raised, n=score_shift, out_valid=Open(1), y=score),
        width=width, out_bits=SCORE_BITS)

    @always_comb
    def add():
        raised.next = concat(dot, intbv(0)[headroom:]).signed()
        score_whole.next = score[SCORE_BITS:SCORE_FRACTION_BITS].signed()
        total.next = whole + increment

    @always_seq(clk.posedge, reset=rst)
    def register():
        scaled.next = concat(total, score[SCORE_FRACTION_BITS:]).signed()

    return widening, narrow, add, register
