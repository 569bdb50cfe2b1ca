"""One multiplier of the engine."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, widen
from llama2_rtl.golden.weight_format import INT8

WEIGHT_CODE_BITS = INT8.code_bits
"""A weight."""

OPERAND_BITS = 16
LANE_PRODUCT_BITS = 2 * OPERAND_BITS


def ports(act_bits):
    return clocked(weight=In(signed(WEIGHT_CODE_BITS)), act=In(signed(act_bits), "the activation"),
                   attention=In(bit(), "a beat of attention, else of a matrix"), key_or_value=In(signed(OPERAND_BITS)),
                   query_or_probability=In(signed(OPERAND_BITS)), product=Out(signed(LANE_PRODUCT_BITS)))


@module(ports)
def lane(clk, rst, weight, act, attention, key_or_value, query_or_probability, product, *, act_bits):
    """`product` = weight * act, or key_or_value * query_or_probability in an `attention` beat.

    Operands and product are registered, which is one DSP multiplier. Latency 2 cycles.
    """
    weight_wide, act_wide, a, b = (signed(OPERAND_BITS) for _ in range(4))
    extensions = widen(weight, weight_wide), widen(act, act_wide)

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        if attention:
            a.next = key_or_value
            b.next = query_or_probability
        else:
            a.next = weight_wide
            b.next = act_wide
        product.next = a * b

    return extensions, multiply
