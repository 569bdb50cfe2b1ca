"""RoPE on a stream of heads: pairs (2i, 2i + 1) turned by the position's angle."""

from myhdl import always_comb, always_seq, concat

from converters.hdl import Const, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.kernels.delay import delayed
from converters.kernels.multiply import multiply, multiply_latency
from converters.kernels.rope_table import ANGLE_BITS, rope_table
from converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from converters.kernels.round_shift import round_shift

FRACTION = 14
ONE = 1 << FRACTION
PRODUCT_BITS = 32 + ANGLE_BITS
PRODUCT_LATENCY = multiply_latency(32, ANGLE_BITS)

LATENCY = 1 + PRODUCT_LATENCY + 1 + SHIFT_LATENCY
"""Cycles from a pair's odd element to its even result; the odd result follows."""


def ports(head_dim, pos_bits):
    return dict(clk=clock(), rst=reset(), start=bit(), position=unsigned(pos_bits), ready=bit(),
                in_valid=bit(), in_rotate=bit(), x=signed(32), out_valid=bit(), y=signed(32))


@module(ports)
def rope(clk, rst, start, position, ready, in_valid, in_rotate, x, out_valid, y, *, head_dim, pos_bits):
    """`start` prepares the angles of `position`, `ready` tells when they are there (`rope_table`).

    Then whole heads pass, elements in order, at any pace up to one per cycle: for a pair (a, b)
    y = sat32(rhu(a cos - b sin, 14)), sat32(rhu(a sin + b cos, 14)), LATENCY and LATENCY + 1 cycles after b.
    Where `in_rotate` is low the elements pass unchanged, with the same timing.
    """
    pairs = head_dim // 2
    pair_bits, last_pair = clog2(pairs), pairs - 1
    odd = bit()
    pair, next_pair = unsigned(pair_bits), unsigned(pair_bits)
    cos, sin, cos_or_one, sin_or_zero = (signed(ANGLE_BITS) for _ in range(4))
    element = signed(32)

    table = instance("u_rope_table", rope_table, dict(
        clk=clk, rst=rst, start=start, position=position, ready=ready, pair=next_pair, cos=cos, sin=sin),
        head_dim=head_dim, pos_bits=pos_bits)

    @always_comb
    def walk():
        next_pair.next = pair
        if in_valid and odd:
            next_pair.next = pair + 1
            if pair == last_pair:
                next_pair.next = 0

    @always_seq(clk.posedge, reset=rst)
    def turn():
        element.next = x
        if in_rotate:
            cos_or_one.next = cos
            sin_or_zero.next = sin
        else:
            cos_or_one.next = ONE
            sin_or_zero.next = 0

    x_cos, x_sin, a_cos, a_sin = (signed(PRODUCT_BITS) for _ in range(4))
    even, later = signed(PRODUCT_BITS + 1), signed(PRODUCT_BITS + 1)
    result, odd_result = signed(PRODUCT_BITS + 1), signed(PRODUCT_BITS + 1)
    times_cos = instance("u_times_cos", multiply, dict(clk=clk, rst=rst, a=element, b=cos_or_one, y=x_cos),
                         a_bits=32, b_bits=ANGLE_BITS)
    times_sin = instance("u_times_sin", multiply, dict(clk=clk, rst=rst, a=element, b=sin_or_zero, y=x_sin),
                         a_bits=32, b_bits=ANGLE_BITS)
    flags, at_product = unsigned(2), unsigned(2)
    to_product = delayed("u_to_product", clk, rst, flags, at_product, 1 + PRODUCT_LATENCY)
    even_valid, odd_follows, result_valid = bit(), bit(), bit()

    @always_comb
    def label():
        flags.next = concat(in_valid and not odd, in_valid and odd)

    @always_seq(clk.posedge, reset=rst)
    def combine():
        if in_valid:
            odd.next = not odd
        pair.next = next_pair
        if at_product[1]:
            a_cos.next = x_cos
            a_sin.next = x_sin
        even_valid.next = at_product[0]
        odd_follows.next = even_valid
        if at_product[0]:
            even.next = a_cos - x_sin
            later.next = a_sin + x_cos
        odd_result.next = later

    @always_comb
    def serialise():
        result_valid.next = even_valid or odd_follows
        result.next = odd_result
        if even_valid:
            result.next = even

    rounding = instance("u_round_shift", round_shift, dict(
        clk=clk, rst=rst, in_valid=result_valid, x=result, n=Const(FRACTION, 6), out_valid=out_valid, y=y),
        width=PRODUCT_BITS + 1, out_bits=32)

    return table, walk, turn, times_cos, times_sin, to_product, label, combine, serialise, rounding
