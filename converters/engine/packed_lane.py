"""Two multipliers of the engine that share an activation, for codes of 4 bits: a byte holds those of two rows."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.engine.lane import LANE_PRODUCT_BITS, OPERAND_BITS, WEIGHT_CODE_BITS
from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned, widen
from llama2_rtl.golden.weight_format import INT4B32

NARROW_CODE_BITS = INT4B32.code_bits
UPPER_PRODUCT_BITS = NARROW_CODE_BITS + 1 + OPERAND_BITS
"""A code, unsigned, with a sign for the multiplier, by an activation."""


def ports(act_bits):
    return clocked(codes=In(unsigned(WEIGHT_CODE_BITS), "the codes of two rows, or of one"),
                   narrow=In(bit(), "codes have 4 bits and no sign"),
                   act=In(signed(act_bits), "the activation"),
                   attention=In(bit(), "a beat of attention, else of a matrix"), key_or_value=In(signed(OPERAND_BITS)),
                   query_or_probability=In(signed(OPERAND_BITS)), product=Out(signed(LANE_PRODUCT_BITS)),
                   upper=Out(signed(UPPER_PRODUCT_BITS), "the product of the upper code"))


@module(ports)
def packed_lane(clk, rst, codes, narrow, act, attention, key_or_value, query_or_probability, product, upper, *,
                act_bits):
    """`product` = code * act, of the lower one of two `narrow` codes, and `upper` that of the upper one; in an
    `attention` beat `product` = key_or_value * query_or_probability. `upper` counts in beats of narrow codes alone.

    Operands and products are registered: two multipliers of 18 x 18 bits. Latency 2 cycles.
    """
    code, act_wide, weight = (signed(OPERAND_BITS) for _ in range(3))
    whole, a, b, upper_code = signed(WEIGHT_CODE_BITS), signed(OPERAND_BITS), signed(OPERAND_BITS), signed(5)
    extensions = widen(whole, code), widen(act, act_wide)
    fill = OPERAND_BITS - NARROW_CODE_BITS

    @always_comb
    def split():
        whole.next = codes.signed()
        weight.next = code
        if narrow:
            weight.next = concat(intbv(0)[fill:], codes[NARROW_CODE_BITS:]).signed()

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        if attention:
            a.next = key_or_value
            b.next = query_or_probability
        else:
            a.next = weight
            b.next = act_wide
        upper_code.next = concat(intbv(0)[1:], codes[WEIGHT_CODE_BITS:NARROW_CODE_BITS]).signed()
        product.next = a * b
        upper.next = upper_code * b

    return extensions, split, multiply
