"""One wide multiplier of the engine that makes the products of two codes of 4 bits, which are those of two rows."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.engine.double_lane import ports
from llama2_rtl.converters.engine.lane import WEIGHT_CODE_BITS
from llama2_rtl.converters.engine.lane_operands import lane_operands
from llama2_rtl.converters.hdl import bit, instance, module, signed, widen
from llama2_rtl.converters.multipliers import (
    LANE_PRODUCT_BITS,
    NARROW_CODE_BITS,
    NARROW_PRODUCT_BITS,
    OPERAND_BITS,
    PAIR_BITS,
)


@module(ports)
def packed_lane(clk, rst, codes, narrow, beat, product, upper, *, act_bits):
    """As `double_lane`, by one multiplier of PAIR_BITS x OPERAND_BITS bits: of narrow codes the upper one lies
    NARROW_PRODUCT_BITS above the lower one in one factor, and so do their products in the product. A lower product
    below zero takes one from the upper; that is known before the multiplication, and one is added with it.

    Operands and product are registered, which is one DSP48E2 with its adder. Latency 2 cycles.
    """
    whole, whole_wide, weight, a, b = (signed(bits) for bits in (
        WEIGHT_CODE_BITS, PAIR_BITS, PAIR_BITS, PAIR_BITS, OPERAND_BITS))
    total_bits = PAIR_BITS + OPERAND_BITS
    restored, total = signed(total_bits), signed(total_bits)
    lower, lower_wide, single = signed(NARROW_PRODUCT_BITS), signed(LANE_PRODUCT_BITS), signed(LANE_PRODUCT_BITS)
    is_pair, borrows, was_pair, gives_pair = (bit() for _ in range(4))
    gap, above, sign = NARROW_PRODUCT_BITS - NARROW_CODE_BITS, total_bits - NARROW_PRODUCT_BITS - 1, act_bits - 1
    operands = instance("u_operands", lane_operands, dict(weight=weight, beat=beat, a=a, b=b),
                        weight_bits=PAIR_BITS, act_bits=act_bits)
    extensions = widen(whole, whole_wide), widen(lower, lower_wide)

    @always_comb
    def put_together():
        whole.next = codes.signed()
        weight.next = whole_wide
        if narrow:
            weight.next = concat(intbv(0)[1:], codes[WEIGHT_CODE_BITS:NARROW_CODE_BITS], intbv(0)[gap:],
                                 codes[NARROW_CODE_BITS:]).signed()

    @always_comb
    def describe():
        is_pair.next = narrow and not beat.attention
        restored.next = concat(intbv(0)[above:], borrows, intbv(0)[NARROW_PRODUCT_BITS:]).signed()

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        borrows.next = is_pair and beat.act[sign] and (codes[NARROW_CODE_BITS:] != 0)
        was_pair.next = is_pair
        gives_pair.next = was_pair
        total.next = a * b + restored

    @always_comb
    def take_apart():
        upper.next = total[total_bits:NARROW_PRODUCT_BITS].signed()
        lower.next = total[NARROW_PRODUCT_BITS:].signed()
        single.next = total[LANE_PRODUCT_BITS:].signed()

    @always_comb
    def choose():
        product.next = single
        if gives_pair:
            product.next = lower_wide

    return operands, extensions, put_together, describe, multiply, take_apart, choose
