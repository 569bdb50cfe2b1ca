"""One slot's score of a position, and by how much its dot product is shifted to become one."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.attention.formats import (
    SCALED_BITS,
    SCORE_BITS,
    SCORE_FRACTION_BITS,
    SHIFT_BITS,
    SHIFT_COUNT_BITS,
)
from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.attention_wires import ScoreMask
from llama2_rtl.converters.kernels import round_shift as rounding

SCORE_LATENCY = rounding.LATENCY


def score_shift_ports(largest):
    return clocked(query_shift=In(unsigned(SHIFT_BITS), "the query's shift"),
                   key_shift=In(unsigned(SHIFT_BITS), "the key's shift"),
                   score_shift=Out(unsigned(SHIFT_COUNT_BITS), "the dot product's shift"))


@module(score_shift_ports)
def score_shift(clk, rst, query_shift, key_shift, score_shift, *, largest):
    """By how much one slot's dot product is shifted: `score_shift` = `largest` - query_shift - key_shift, which is not
    negative. `key_shift` comes a cycle after `query_shift`, `score_shift` a cycle after that.
    """
    query, key, left = (unsigned(SHIFT_COUNT_BITS), unsigned(SHIFT_COUNT_BITS), unsigned(SHIFT_COUNT_BITS))
    extensions = widen(query_shift, query), widen(key_shift, key)

    @always_seq(clk.posedge, reset=rst)
    def subtract():
        left.next = largest - query
        score_shift.next = left - key

    return extensions, subtract


def score_slot_ports(dot_bits, headroom, vectors=1):
    return clocked(mask=In(ScoreMask(vectors)), dot_valid=In(bit(), "a dot product"), dot=In(signed(dot_bits),
                                                                                             "the dot product"),
                   score_shift=In(unsigned(SHIFT_COUNT_BITS), "its shift"),
                   value_shift=In(unsigned(SHIFT_BITS), "the shift of the position's value, with the score"),
                   scaled=Out(signed(SCALED_BITS), "the scaled score"))


@module(score_slot_ports)
def score_slot(clk, rst, mask, dot_valid, dot, score_shift, value_shift, scaled, *, dot_bits, headroom, vectors=1):
    """The score is sat(rhu(dot * 2^headroom, score_shift)), SCORE_LATENCY cycles later; with it comes
    `value_shift`, and a cycle later leaves `scaled` = score + value_shift. Both are in the log2 domain,
    SCORE_FRACTION_BITS. The scaled score of a `masked` position is the least there is, which lies so far
    below any other that its power of two is 0.
    """
    width, whole_bits = dot_bits + headroom, SCALED_BITS - SCORE_FRACTION_BITS
    raised, score, score_whole = signed(width), signed(SCORE_BITS), signed(SCORE_BITS - SCORE_FRACTION_BITS)
    whole, increment, total = signed(whole_bits), signed(whole_bits), signed(whole_bits)
    widening = widen(score_whole, whole), widen(value_shift, increment)
    narrow = instance("u_round_shift", rounding.round_shift, dict(
        in_valid=dot_valid, x=raised, n=score_shift, out_valid=Open(1), y=score), width=width, out_bits=SCORE_BITS)

    @always_comb
    def add():
        raised.next = concat(dot, intbv(0)[headroom:]).signed()
        score_whole.next = score[SCORE_BITS:SCORE_FRACTION_BITS].signed()
        total.next = whole + increment

    if vectors > 1:
        least = 1 << SCALED_BITS - 1

        @always_seq(clk.posedge, reset=rst)
        def register():
            scaled.next = concat(total, score[SCORE_FRACTION_BITS:]).signed()
            if mask.masked:
                scaled.next = intbv(least)[SCALED_BITS:].signed()
    else:
        @always_seq(clk.posedge, reset=rst)
        def register():
            scaled.next = concat(total, score[SCORE_FRACTION_BITS:]).signed()

    return widening, narrow, add, register
