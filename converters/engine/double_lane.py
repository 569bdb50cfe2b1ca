"""Two multipliers of the engine that share an activation, for codes of 4 bits: a byte holds those of two rows."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.engine.lane import WEIGHT_CODE_BITS
from llama2_rtl.converters.engine.lane_operands import lane_operands
from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, signed, unsigned
from llama2_rtl.converters.interfaces.engine_wires import LaneBeat
from llama2_rtl.converters.multipliers import (
    LANE_PRODUCT_BITS,
    NARROW_CODE_BITS,
    OPERAND_BITS,
    UPPER_PRODUCT_BITS,
)


def ports(act_bits):
    return clocked(codes=In(unsigned(WEIGHT_CODE_BITS), "the codes of two rows, or of one"),
                   narrow=In(bit(), "codes have 4 bits and no sign"), beat=In(LaneBeat(act_bits)),
                   product=Out(signed(LANE_PRODUCT_BITS)),
                   upper=Out(signed(UPPER_PRODUCT_BITS), "the product of the upper code"))


@module(ports)
def double_lane(clk, rst, codes, narrow, beat, product, upper, *, act_bits):
    """`product` = code * act, of the lower one of two `narrow` codes, and `upper` that of the upper one; in an
    `attention` beat `product` = key_or_value * query_or_probability. `upper` counts in beats of narrow codes alone.

    Operands and products are registered: two multipliers of 18 x 18 bits. Latency 2 cycles.
    """
    weight, upper_code = signed(WEIGHT_CODE_BITS), signed(NARROW_CODE_BITS + 1)
    a, b = signed(OPERAND_BITS), signed(OPERAND_BITS)
    fill = WEIGHT_CODE_BITS - NARROW_CODE_BITS
    operands = instance("u_operands", lane_operands, dict(weight=weight, beat=beat, a=a, b=b),
                        weight_bits=WEIGHT_CODE_BITS, act_bits=act_bits)

    @always_comb
    def split():
        weight.next = codes.signed()
        if narrow:
            weight.next = concat(intbv(0)[fill:], codes[NARROW_CODE_BITS:]).signed()

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        upper_code.next = concat(intbv(0)[1:], codes[WEIGHT_CODE_BITS:NARROW_CODE_BITS]).signed()
        product.next = a * b
        upper.next = upper_code * b

    return operands, split, multiply
