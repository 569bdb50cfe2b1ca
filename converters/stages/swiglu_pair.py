"""SwiGLU of a gate and an up row that come in the same cycle."""

from llama2_rtl.converters.hdl import Const, In, Open, Out, Part, bit, clocked, instance, join, module, signed
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.multiply import multiply
from llama2_rtl.converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.converters.kernels.silu import LATENCY as SILU_LATENCY
from llama2_rtl.converters.kernels.silu import silu
from llama2_rtl.converters.stages.swiglu import PRODUCT_LATENCY
from llama2_rtl.golden.number_formats import DOWN, Q16_16

LATENCY = SILU_LATENCY + PRODUCT_LATENCY + SHIFT_LATENCY
"""Cycles from the rows to their element of the hidden vector."""


def ports():
    return clocked(in_y=In(Samples(value=signed(2 * Q16_16.bits))), out_u=Out(Samples(value=signed(Q16_16.bits))))


@module(ports)
def swiglu_pair(clk, rst, in_y, out_u):
    """u = sat32(rhu(silu(gate) * up, 16)), y the rows (gate, up), the gate lowest; LATENCY cycles later."""
    up, product, multiplied, activated = signed(Q16_16.bits), signed(2 * Q16_16.bits), bit(), signed(Q16_16.bits)
    activation = instance("u_silu", silu, dict(
        in_valid=in_y.valid, x=Part(in_y.value, Q16_16.bits, 0), out_valid=Open(1), y=activated))
    early_up = signed(Q16_16.bits)
    beside = (delayed("u_wait", early_up, up, SILU_LATENCY),
              delayed("u_to_product", in_y.valid, multiplied, SILU_LATENCY + PRODUCT_LATENCY))
    multiplier = instance("u_multiply", multiply, dict(a=activated, b=up, y=product),
                          a_bits=Q16_16.bits, b_bits=Q16_16.bits)
    rounding = instance("u_round_shift", round_shift, dict(
        in_valid=multiplied, x=product, n=Const(Q16_16.fraction, DOWN.bits), out_valid=out_u.valid, y=out_u.value),
        width=2 * Q16_16.bits, out_bits=Q16_16.bits)
    upper = join(Part(in_y.value, 2 * Q16_16.bits, Q16_16.bits), Part(early_up, Q16_16.bits, 0))
    return activation, upper, beside, multiplier, rounding
