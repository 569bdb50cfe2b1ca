"""The reciprocal square root of a wide integer: what a norm multiplies by."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.hdl import bit, clock, instance, module, reset, signed, unsigned, widen
from converters.memory.rom import rom
from golden.tables import MEMORIES, RSQRT_MEM, RSQRT_SLOPE_BITS, SEED_BITS

LATENCY = 7

WIDEST = 80
"""Bits of the widest integer: a sum of 65,536 squares of 32-bit numbers."""


def ports(width):
    return dict(clk=clock(), rst=reset(), in_valid=bit(), s=unsigned(width), out_valid=bit(), rm=unsigned(16),
                k=unsigned(6))


@module(ports, suffix="{width}")
def rsqrt(clk, rst, in_valid, s, out_valid, rm, k, *, width):
    """1 / sqrt(s) = rm * 2^-16 * 2^-k, rm in [2^15, 2^16 - 1], for s of up to 80 bits. Latency 7, throughput 1.

    Cycles 1 to 4 shift s by pairs of bits into m in [1, 4) with 16 fraction bits: which sixteen bits hold the
    highest one, which four of those, which two. m's top bits then address the table; cycles 5 to 7 read it,
    multiply its slope with m's distance from the middle of the entry, and subtract. `golden.functions.rsqrt`.
    """
    word_bits, depth = MEMORIES[RSQRT_MEM][0], len(MEMORIES[RSQRT_MEM][1])
    full, full_1 = unsigned(WIDEST), unsigned(WIDEST)
    some_1, some_2, some_3, some_4 = bit(), bit(), bit(), bit()
    valid_1, valid_2, valid_3, valid_4, valid_5, valid_6 = (bit() for _ in range(6))
    window, nibbles = unsigned(32), unsigned(20)
    sixteens_2, sixteens_3, fours_3 = unsigned(3), unsigned(3), unsigned(2)
    upper_pair, below_middle, m = bit(), bit(), unsigned(18)
    k_4, k_5, k_6 = unsigned(6), unsigned(6), unsigned(6)
    index, entry = unsigned(6), unsigned(word_bits)
    distance_4, distance_5 = signed(12), signed(12)
    seed_5, seed_6, slope_5 = unsigned(SEED_BITS), unsigned(SEED_BITS), signed(RSQRT_SLOPE_BITS)
    product = signed(12 + RSQRT_SLOPE_BITS)
    scale = RSQRT_SLOPE_BITS + 16 - SEED_BITS
    seed_scaled = unsigned(SEED_BITS + scale)
    total, minuend, subtrahend, result = (signed(SEED_BITS + scale + 2) for _ in range(4))
    down = scale + SEED_BITS - 16

    pad = widen(s, full)
    table = instance("u_table", rom, dict(clk=clk, addr=index, data=entry), width=word_bits, depth=depth,
                     file=RSQRT_MEM)
    extend_seed, extend_product = widen(seed_scaled, minuend), widen(product, subtrahend)

    @always_seq(clk.posedge, reset=rst)
    def find_sixteen():
        valid_1.next = in_valid
        full_1.next = full
        some_1.next = full[32:16] != 0
        some_2.next = full[48:32] != 0
        some_3.next = full[64:48] != 0
        some_4.next = full[80:64] != 0

    @always_seq(clk.posedge, reset=rst)
    def choose_sixteen():
        valid_2.next = valid_1
        if some_4:
            window.next = full_1[80:48]
            sixteens_2.next = 4
        elif some_3:
            window.next = full_1[64:32]
            sixteens_2.next = 3
        elif some_2:
            window.next = full_1[48:16]
            sixteens_2.next = 2
        elif some_1:
            window.next = full_1[32:]
            sixteens_2.next = 1
        else:
            window.next = concat(full_1[16:], intbv(0)[16:])
            sixteens_2.next = 0

    @always_seq(clk.posedge, reset=rst)
    def choose_four():
        valid_3.next = valid_2
        sixteens_3.next = sixteens_2
        if window[32:28] != 0:
            nibbles.next = window[32:12]
            fours_3.next = 3
        elif window[28:24] != 0:
            nibbles.next = window[28:8]
            fours_3.next = 2
        elif window[24:20] != 0:
            nibbles.next = window[24:4]
            fours_3.next = 1
        else:
            nibbles.next = window[20:]
            fours_3.next = 0

    @always_comb
    def choose_two():
        upper_pair.next = nibbles[20:18] != 0
        if nibbles[20:18] != 0:
            m.next = nibbles[20:2]
        else:
            m.next = nibbles[18:]

    @always_comb
    def address():
        index.next = m[18:12]
        below_middle.next = not m[11]

    @always_seq(clk.posedge, reset=rst)
    def look_up():
        valid_4.next = valid_3
        k_4.next = concat(sixteens_3, fours_3, upper_pair)
        distance_4.next = concat(below_middle, m[11:]).signed()

    @always_seq(clk.posedge, reset=rst)
    def take_entry():
        valid_5.next = valid_4
        k_5.next = k_4
        distance_5.next = distance_4
        seed_5.next = entry[SEED_BITS:]
        slope_5.next = concat(False, entry[word_bits:SEED_BITS]).signed()

    @always_seq(clk.posedge, reset=rst)
    def multiply_slope():
        valid_6.next = valid_5
        k_6.next = k_5
        seed_6.next = seed_5
        product.next = slope_5 * distance_5

    @always_comb
    def subtract():
        seed_scaled.next = concat(seed_6, intbv(0)[scale:])
        total.next = minuend - subtrahend
        result.next = total >> down

    @always_seq(clk.posedge, reset=rst)
    def clamp():
        out_valid.next = valid_6
        k.next = k_6
        if result > 65535:
            rm.next = 65535
        else:
            rm.next = result[16:]

    return (pad, table, extend_seed, extend_product, find_sixteen, choose_sixteen, choose_four, choose_two, address,
            look_up, take_entry, multiply_slope, subtract, clamp)
