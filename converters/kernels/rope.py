"""RoPE on a stream of heads: pairs (2i, 2i + 1) turned by the position's angle."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.hdl import Const, In, Out, bit, clocked, clog2, instance, module, resize, signed, unsigned
from llama2_rtl.converters.interfaces.batch import Batch
from llama2_rtl.converters.interfaces.kernels_wires import AngleRead, AngleStart, MarkedSamples, Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector, vector_of
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.kernels.per_vector import at, per_vector, shown, vector_delayed, vector_to
from llama2_rtl.converters.kernels.quarter_wave import ANGLE_BITS
from llama2_rtl.converters.kernels.rope_table import rope_table
from llama2_rtl.converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.converters.kernels.vector_turns import vector_turns
from llama2_rtl.golden.number_formats import DOWN, Q16_16

FRACTION = 14
ONE = 1 << FRACTION
ROTATION_BITS = Q16_16.bits + ANGLE_BITS
PRODUCT_LATENCY = multiply_latency(Q16_16.bits, ANGLE_BITS)

LATENCY = 1 + PRODUCT_LATENCY + 1 + SHIFT_LATENCY
"""Cycles from a pair's odd element to its even result, of one vector; the odd result follows."""


def latency(vectors):
    """As LATENCY: of several vectors, whose angles are needed shows with the element alone."""
    return LATENCY + (vectors > 1)


def ports(head_dim, pos_bits, vectors=1):
    return clocked(angles=In(AngleStart(pos_bits, vectors)), batch=In(Batch(vectors)),
                   in_x=In(MarkedSamples(rotate=bit(), value=signed(Q16_16.bits), **fresh_vector(vectors))),
                   out_y=Out(Samples(value=signed(Q16_16.bits), **fresh_vector(vectors))))


@module(ports)
def rope(clk, rst, angles, batch, in_x, out_y, *, head_dim, pos_bits, vectors=1):
    """`start` prepares the angles of `position`, `ready` tells when they are there (`rope_table`).

    Then whole heads pass, elements in order, at any pace up to one per cycle: for a pair (a, b)
    y = sat32(rhu(a cos - b sin, 14)), sat32(rhu(a sin + b cos, 14)), LATENCY and LATENCY + 1 cycles after b.
    Where `in_rotate` is low the elements pass unchanged, with the same timing.

    Of several vectors the first elements come in the order of the vectors, then the second ones. An even result leaves
    `latency(vectors)` cycles after b, an odd one in the first cycle after it in which no even one does.
    """
    pairs = head_dim // 2
    pair_bits, last_pair = clog2(pairs), pairs - 1
    vector, x = vector_of(in_x), in_x
    odd, pair = per_vector(bit(), vectors, vector), per_vector(unsigned(pair_bits), vectors, vector)
    angle, look_up = AngleRead(pair_bits, ANGLE_BITS, vectors), ()
    read = angle
    if vectors > 1:
        # The next pair is no use: it may be another vector's turn.
        read = angle.with_wires(cos=angle.cos, sin=angle.sin)
        (late_rotate, late_value), late = delay_line("u_late", (in_x.rotate, in_x.value), 1)
        x = MarkedSamples(rotate=late_rotate, value=late_value)
        look_up = late, shown(pair, read.pair), resize(vector, read.vector)
    cos_or_one, sin_or_zero, element = signed(ANGLE_BITS), signed(ANGLE_BITS), signed(Q16_16.bits)

    table = instance("u_rope_table", rope_table, dict(angles=angles, read=read),
                     head_dim=head_dim, pos_bits=pos_bits, vectors=vectors)

    @always_comb
    def walk():
        angle.pair.next = pair
        if in_x.valid and odd:
            angle.pair.next = pair + 1
            if pair == last_pair:
                angle.pair.next = 0

    @always_seq(clk.posedge, reset=rst)
    def turn():
        element.next = x.value
        if x.rotate:
            cos_or_one.next = angle.cos
            sin_or_zero.next = angle.sin
        else:
            cos_or_one.next = ONE
            sin_or_zero.next = 0

    to_even = 1 + PRODUCT_LATENCY + (vectors > 1)
    product_vector, to_product_vector = vector_delayed("u_product_vector", vector, to_even)
    x_cos, x_sin = signed(ROTATION_BITS), signed(ROTATION_BITS)
    a_cos, a_sin = (per_vector(signed(ROTATION_BITS), vectors, product_vector) for _ in range(2))
    even, later = signed(ROTATION_BITS + 1), signed(ROTATION_BITS + 1)
    result, odd_result = Samples(value=signed(ROTATION_BITS + 1)), signed(ROTATION_BITS + 1)
    times_cos = instance("u_times_cos", multiply, dict(a=element, b=cos_or_one, y=x_cos),
                         a_bits=Q16_16.bits, b_bits=ANGLE_BITS)
    times_sin = instance("u_times_sin", multiply, dict(a=element, b=sin_or_zero, y=x_sin),
                         a_bits=Q16_16.bits, b_bits=ANGLE_BITS)
    is_even, is_odd, even_valid, odd_follows = (bit() for _ in range(4))
    (even_at_product, odd_at_product), to_product = delay_line("u_to_product", (is_even, is_odd),
                                                               to_even)

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

    if vectors == 1:
        @always_comb
        def serialise():
            result.valid.next = even_valid or odd_follows
            result.value.next = odd_result
            if even_valid:
                result.value.next = even

        queue = ()
    else:
        # Odd results wait for each other, and for the even ones of the vectors behind. One with nothing to wait for
        # leaves at once: of a single vector the next even result may come in the cycle after it.
        waiting, take, whose, result_vector = bit(), bit(), unsigned(clog2(vectors)), unsigned(clog2(vectors))
        even_vector, odd_vector = unsigned(clog2(vectors)), unsigned(clog2(vectors))
        waits = per_vector(signed(ROTATION_BITS + 1), vectors, odd_vector)
        next_odd = at(waits, whose)

        @always_seq(clk.posedge, reset=rst)
        def keep():
            if odd_follows:
                waits.next = odd_result

        @always_comb
        def serialise():
            take.next = (waiting or odd_follows) and not even_valid
            result.valid.next = even_valid or odd_follows or waiting
            result.value.next = odd_result
            if waiting:
                result.value.next = next_odd
            result_vector.next = whose
            if even_valid:
                result.value.next = even
                result_vector.next = even_vector

        queue = (keep, vector_to("u_even_vector", product_vector, even_vector, 1),
                 vector_to("u_odd_vector", even_vector, odd_vector, 1),
                 instance("u_turns", vector_turns, dict(
                     put=odd_follows, take=take, batch=batch, waiting=waiting, vector=whose), vectors=vectors),
                 vector_to("u_out_vector", result_vector, out_y.vector, SHIFT_LATENCY))

    rounding = instance("u_round_shift", round_shift, dict(
        in_valid=result.valid, x=result.value, n=Const(FRACTION, DOWN.bits), out_valid=out_y.valid,
        y=out_y.value), width=ROTATION_BITS + 1, out_bits=Q16_16.bits)

    return (look_up, to_product_vector, queue, table, walk, turn, times_cos, times_sin, to_product, label, combine,
            serialise, rounding)
