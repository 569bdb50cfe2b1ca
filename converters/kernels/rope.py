"""RoPE on a stream of heads: pairs (2i, 2i + 1) turned by the position's angle."""

from myhdl import always_comb, always_seq

from converters.hdl import Const, In, Out, bit, clock, clog2, instance, module, reset, signed, unsigned
from converters.interfaces.kernels_wires import AngleRead, AngleStart, MarkedSamples, Samples
from converters.kernels.delay import delay_line
from converters.kernels.multiply import multiply, multiply_latency
from converters.kernels.quarter_wave import ANGLE_BITS
from converters.kernels.rope_table import rope_table
from converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from converters.kernels.round_shift import round_shift
from golden.number_formats import DOWN, Q16_16

FRACTION = 14
ONE = 1 << FRACTION
PRODUCT_BITS = Q16_16.bits + ANGLE_BITS
PRODUCT_LATENCY = multiply_latency(Q16_16.bits, ANGLE_BITS)

LATENCY = 1 + PRODUCT_LATENCY + 1 + SHIFT_LATENCY
"""Cycles from a pair's odd element to its even result; the odd result follows."""


def ports(head_dim, pos_bits):
    return dict(clk=In(clock()), rst=In(reset()), angles=In(AngleStart(pos_bits)),
                in_x=In(MarkedSamples(rotate=bit(), value=signed(Q16_16.bits))),
                out_y=Out(Samples(value=signed(Q16_16.bits))))


@module(ports)
def rope(clk, rst, angles, in_x, out_y, *, head_dim, pos_bits):
    """`start` prepares the angles of `position`, `ready` tells when they are there (`rope_table`).

    Then whole heads pass, elements in order, at any pace up to one per cycle: for a pair (a, b)
    y = sat32(rhu(a cos - b sin, 14)), sat32(rhu(a sin + b cos, 14)), LATENCY and LATENCY + 1 cycles after b.
    Where `in_rotate` is low the elements pass unchanged, with the same timing.
    """
    pairs = head_dim // 2
    pair_bits, last_pair = clog2(pairs), pairs - 1
    odd = bit()
    pair, angle = unsigned(pair_bits), AngleRead(pair_bits, ANGLE_BITS)
    cos_or_one, sin_or_zero = signed(ANGLE_BITS), signed(ANGLE_BITS)
    element = signed(Q16_16.bits)

    table = instance("u_rope_table", rope_table, dict(clk=clk, rst=rst, angles=angles, read=angle),
                     head_dim=head_dim, pos_bits=pos_bits)

    @always_comb
    def walk():
        angle.pair.next = pair
        if in_x.valid and odd:
            angle.pair.next = pair + 1
            if pair == last_pair:
                angle.pair.next = 0

    @always_seq(clk.posedge, reset=rst)
    def turn():
        element.next = in_x.value
        if in_x.rotate:
            cos_or_one.next = angle.cos
            sin_or_zero.next = angle.sin
        else:
            cos_or_one.next = ONE
            sin_or_zero.next = 0

    x_cos, x_sin, a_cos, a_sin = (signed(PRODUCT_BITS) for _ in range(4))
    even, later = signed(PRODUCT_BITS + 1), signed(PRODUCT_BITS + 1)
    result, odd_result = Samples(value=signed(PRODUCT_BITS + 1)), signed(PRODUCT_BITS + 1)
    times_cos = instance("u_times_cos", multiply, dict(clk=clk, rst=rst, a=element, b=cos_or_one, y=x_cos),
                         a_bits=Q16_16.bits, b_bits=ANGLE_BITS)
    times_sin = instance("u_times_sin", multiply, dict(clk=clk, rst=rst, a=element, b=sin_or_zero, y=x_sin),
                         a_bits=Q16_16.bits, b_bits=ANGLE_BITS)
    is_even, is_odd, even_valid, odd_follows = (bit() for _ in range(4))
    (even_at_product, odd_at_product), to_product = delay_line("u_to_product", clk, rst, (is_even, is_odd),
                                                               1 + PRODUCT_LATENCY)

    @always_comb
    def label():
        is_even.next = in_x.valid and not odd
        is_odd.next = in_x.valid and odd

    @always_seq(clk.posedge, reset=rst)
    def combine():
        if in_x.valid:
            odd.next = not odd
        pair.next = angle.pair
        if even_at_product:
            a_cos.next = x_cos
            a_sin.next = x_sin
        even_valid.next = odd_at_product
        odd_follows.next = even_valid
        if odd_at_product:
            even.next = a_cos - x_sin
            later.next = a_sin + x_cos
        odd_result.next = later

    @always_comb
    def serialise():
        result.valid.next = even_valid or odd_follows
        result.value.next = odd_result
        if even_valid:
            result.value.next = even

    rounding = instance("u_round_shift", round_shift, dict(
        clk=clk, rst=rst, in_valid=result.valid, x=result.value, n=Const(FRACTION, DOWN.bits), out_y=out_y),
        width=PRODUCT_BITS + 1, out_bits=Q16_16.bits)

    return table, walk, turn, times_cos, times_sin, to_product, label, combine, serialise, rounding
