"""A pair of a head's elements turned by an angle."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import Const, In, Open, Out, Part, bit, clocked, instance, module, signed
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.multiply import multiply
from llama2_rtl.converters.kernels.quarter_wave import ANGLE_BITS
from llama2_rtl.converters.kernels.rope import FRACTION, PRODUCT_LATENCY, ROTATION_BITS
from llama2_rtl.converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.golden.number_formats import DOWN, Q16_16

LATENCY = PRODUCT_LATENCY + 1 + SHIFT_LATENCY


def ports():
    return clocked(in_x=In(Samples(value=signed(2 * Q16_16.bits), cos=signed(ANGLE_BITS), sin=signed(ANGLE_BITS))),
                   out_y=Out(Samples(value=signed(2 * Q16_16.bits))))


@module(ports)
def rope_pair(clk, rst, in_x, out_y):
    """Of x = (a, b), a lowest, y = (sat32(rhu(a cos - b sin, 14)), sat32(rhu(a sin + b cos, 14))), LATENCY cycles
    later."""
    a_cos, a_sin, b_cos, b_sin = (signed(ROTATION_BITS) for _ in range(4))
    even, odd, turned = signed(ROTATION_BITS + 1), signed(ROTATION_BITS + 1), bit()
    a, b = Part(in_x.value, Q16_16.bits, 0), Part(in_x.value, 2 * Q16_16.bits, Q16_16.bits)
    products = [instance(f"u_{name}", multiply, dict(a=element, b=factor, y=product),
                         a_bits=Q16_16.bits, b_bits=ANGLE_BITS)
                for name, element, factor, product in (("a_cos", a, in_x.cos, a_cos), ("a_sin", a, in_x.sin, a_sin),
                                                       ("b_cos", b, in_x.cos, b_cos), ("b_sin", b, in_x.sin, b_sin))]

    @always_seq(clk.posedge, reset=rst)
    def combine():
        even.next = a_cos - b_sin
        odd.next = a_sin + b_cos

    roundings = [instance(f"u_round_{name}", round_shift, dict(
        in_valid=turned, x=value, n=Const(FRACTION, DOWN.bits), out_valid=there, y=result),
        width=ROTATION_BITS + 1, out_bits=Q16_16.bits)
        for name, value, there, result in (
            ("even", even, out_y.valid, Part(out_y.value, Q16_16.bits, 0)),
            ("odd", odd, Open(1), Part(out_y.value, 2 * Q16_16.bits, Q16_16.bits)))]
    return products, combine, roundings, delayed("u_to_turned", in_x.valid, turned, PRODUCT_LATENCY + 1)
