"""One multiplier of the engine."""

from myhdl import always_seq

from llama2_rtl.converters.engine.lane_operands import lane_operands
from llama2_rtl.converters.hdl import In, Out, clocked, instance, module, signed
from llama2_rtl.converters.interfaces.engine_wires import LaneBeat
from llama2_rtl.converters.multipliers import LANE_PRODUCT_BITS, OPERAND_BITS
from llama2_rtl.golden.weight_format import INT8

SHARERS = 4
"""Lanes that share a reset of their own. A device may have fewer ways for resets to its multipliers than multipliers
that lie beside each other, as the ECP5 has: with one for each lane a placement may leave no way for some."""

WEIGHT_CODE_BITS = INT8.code_bits
"""A weight."""


def ports(act_bits):
    return clocked(weight=In(signed(WEIGHT_CODE_BITS)), beat=In(LaneBeat(act_bits)),
                   product=Out(signed(LANE_PRODUCT_BITS)))


@module(ports)
def lane(clk, rst, weight, beat, product, *, act_bits):
    """`product` = weight * act, or key_or_value * query_or_probability in an `attention` beat.

    Operands and product are registered, which is one DSP multiplier. Latency 2 cycles.
    """
    a, b = signed(OPERAND_BITS), signed(OPERAND_BITS)
    operands = instance("u_operands", lane_operands, dict(weight=weight, beat=beat, a=a, b=b),
                        weight_bits=WEIGHT_CODE_BITS, act_bits=act_bits)

    @always_seq(clk.posedge, reset=rst)
    def multiply():
        product.next = a * b

    return operands, multiply
