"""One slot's score of a position."""

from myhdl import always_comb, always_seq, concat

from converters.attention.formats import SCALED_BITS, SCORE_BITS, SCORE_FRACTION_BITS, SHIFT_BITS, SHIFT_COUNT_BITS
from converters.hdl import Open, bit, clock, instance, module, reset, signed, unsigned, widen
from converters.kernels import round_shift as rounding

SCORE_LATENCY = rounding.LATENCY


def ports(dot_bits):
    return dict(clk=clock(), rst=reset(), dot_valid=bit(), dot=signed(dot_bits), score_shift=unsigned(SHIFT_BITS),
                value_shift=unsigned(SHIFT_BITS), scaled=signed(SCALED_BITS))


@module(ports)
def score_slot(clk, rst, dot_valid, dot, score_shift, value_shift, scaled, *, dot_bits):
    """The score is sat(rhu(dot, score_shift)), SCORE_LATENCY cycles later; with it comes `value_shift`, and a cycle
    later leaves `scaled` = score + value_shift. Both are in the log2 domain with SCORE_FRACTION_BITS.
    """
    score, shift_amount = signed(SCORE_BITS), unsigned(SHIFT_COUNT_BITS)
    extended = widen(score_shift, shift_amount)
    whole, increment = signed(SCALED_BITS - SCORE_FRACTION_BITS), signed(SCALED_BITS - SCORE_FRACTION_BITS)
    score_whole = signed(SCORE_BITS - SCORE_FRACTION_BITS)
    widening = widen(score_whole, whole), widen(value_shift, increment)

    narrow = instance("u_round_shift", rounding.round_shift, dict(
        clk=clk, rst=rst, in_valid=dot_valid, x=dot, n=shift_amount, out_valid=Open(1), y=score),
        width=dot_bits, out_bits=SCORE_BITS)
    total = signed(SCALED_BITS - SCORE_FRACTION_BITS)

    @always_comb
    def add():
        score_whole.next = score[SCORE_BITS:SCORE_FRACTION_BITS].signed()
        total.next = whole + increment

    @always_seq(clk.posedge, reset=rst)
    def register():
        scaled.next = concat(total, score[SCORE_FRACTION_BITS:]).signed()

    return extended, widening, narrow, add, register
