"""The embedding in blocks: a token's row as elements of the residual."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, pick, resize, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.golden.embedding_place import row_word_bits
from llama2_rtl.golden.number_formats import DOWN, Q16_16
from llama2_rtl.golden.weight_format import (
    BLOCK_SCALE,
    SCALE_MANTISSA_BITS,
    SCALE_MAX,
    STORED_SCALE_BITS,
    ZERO_POINT,
)

LATENCY = 5 + SHIFT_LATENCY
"""Cycles from `start` to the first element, where the row's first word waits."""


def ports(weights, columns, dim, vectors=1):
    return clocked(start=In(bit(), "take the next row"),
                   scale=In(unsigned(STORED_SCALE_BITS), "the row's scale: exponent, mantissa"),
                   of=In(VectorNumber(vectors)), s=In(Stream(row_word_bits(weights, columns))),
                   load_x=Out(Samples(value=signed(Q16_16.bits), **fresh_vector(vectors))))


@module(ports)
def block_embedding(clk, rst, start, scale, of, s, load_x, *, weights, columns, dim, vectors=1):
    """As `embedding`, of words of `columns` codes and the scale and the zero point of their block above them, as
    `block_row` makes them: load_x = sat32(rhu((n * S) << 16, e)), n = s * (16 * q - z) or s * m. An element per cycle
    while words are there; each leaves 4 cycles and the latency of `round_shift` after it was taken.
    """
    own_rst, resetting = own_reset("u_reset")
    code_bits, scale_at = weights.code_bits, columns * weights.code_bits
    zero_at, end = scale_at + BLOCK_SCALE.bits, scale_at + 8 * weights.block_bytes
    lane_bits, last_lane, last_element = clog2(columns), columns - 1, dim - 1
    begun, taking, at_end = bit(), bit(), bit()
    element, lane = unsigned(max(clog2(dim), lane_bits)), unsigned(lane_bits)
    codes, chosen = unsigned(scale_at), unsigned(code_bits)
    choice = resize(element, lane), resize(s.data, codes), pick(codes, lane, chosen)

    @always_comb
    def decide():
        taking.next = begun and s.valid
        at_end.next = begun and s.valid and (element == last_element)

    @always_comb
    def ask():
        s.ready.next = at_end or (taking and (lane == last_lane))

    @always_seq(clk.posedge, reset=own_rst)
    def walk():
        if start:
            begun.next = 1
        elif at_end:
            begun.next = 0
        if at_end:
            element.next = 0
        elif taking:
            element.next = element + 1

    operand_bits = code_bits + (ZERO_POINT.fraction + 1 if weights.zero_points else 0)
    integer_bits = weights.largest_integer.bit_length() + 1
    product_bits = (weights.largest_integer * SCALE_MAX).bit_length() + 1
    picked, operand_valid, number_valid = bit(), bit(), bit()
    kept, kept_scale, operand = unsigned(code_bits), unsigned(BLOCK_SCALE.bits), signed(operand_bits)
    block_scale, number = signed(BLOCK_SCALE.bits + 1), signed(integer_bits)
    factor, product = signed(SCALE_MANTISSA_BITS + 2), signed(product_bits)
    scaled = Samples(value=signed(product_bits + Q16_16.fraction), n=unsigned(DOWN.bits))

    if weights.zero_points:
        kept_zero, position, zero = unsigned(ZERO_POINT.bits), signed(operand_bits), signed(operand_bits)

        @always_comb
        def align():
            position.next = concat(intbv(0)[1:], kept, intbv(0)[ZERO_POINT.fraction:]).signed()
            zero.next = concat(intbv(0)[1:], kept_zero).signed()

        @always_seq(clk.posedge, reset=own_rst)
        def take():
            kept.next = chosen
            kept_zero.next = s.data[end:zero_at]
            operand.next = position - zero
    else:
        align = ()

        @always_seq(clk.posedge, reset=own_rst)
        def take():
            kept.next = chosen
            operand.next = kept.signed()

    @always_comb
    def append_zeros():
        scaled.value.next = concat(product, intbv(0)[Q16_16.fraction:]).signed()

    @always_seq(clk.posedge, reset=own_rst)
    def multiply():
        picked.next = taking
        kept_scale.next = s.data[zero_at:scale_at]
        operand_valid.next = picked
        block_scale.next = concat(intbv(0)[1:], kept_scale).signed()
        number_valid.next = operand_valid
        number.next = operand * block_scale
        factor.next = concat(intbv(1)[2:], scale[SCALE_MANTISSA_BITS:]).signed()
        scaled.n.next = scale[14:8]
        scaled.valid.next = number_valid
        product.next = number * factor

    rounding = instance("u_round_shift", round_shift, dict(
        rst=own_rst, in_x=scaled, out_valid=load_x.valid, y=load_x.value),
        width=product_bits + Q16_16.fraction, out_bits=Q16_16.bits)

    whose = () if vectors == 1 else resize(of.vector, load_x.vector)
    return resetting, choice, decide, ask, walk, align, take, append_zeros, multiply, rounding, whose
