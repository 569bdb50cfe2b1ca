"""The softmax's division: a weighted sum times the reciprocal of its denominator."""

from myhdl import always_comb, always_seq

from llama2_rtl.converters.attention.formats import RECIPROCAL_BITS, SHIFT_COUNT_BITS, sum_bits
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.attention_wires import Dividend
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels import round_shift as rounding
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.converters.vector.quantize_lane import U_BITS

FACTOR_BITS = RECIPROCAL_BITS + 1


def ports(geometry):
    return clocked(dividend=In(Dividend(geometry)), u=Out(VectorElements(clog2(geometry.model.q_dim // geometry.tail))))


def latency(geometry):
    """Cycles from a total to its `u`."""
    return multiply_latency(sum_bits(geometry), FACTOR_BITS) + rounding.LATENCY


@module(ports)
def normalized_output(clk, rst, dividend, u, *, geometry):
    """`u` = sat(rhu(total * reciprocal, shift)); `u_index` counts the elements of a vector, `u_commit` comes
    with the last. Latency `latency(geometry)`. Of a tail of several elements it has every `tail`-th one.
    """
    width, last_index = sum_bits(geometry), geometry.model.q_dim // geometry.tail - 1
    after = multiply_latency(width, FACTOR_BITS)
    factor, product = signed(FACTOR_BITS), signed(width + FACTOR_BITS)
    extension = widen(dividend.reciprocal, factor)
    product_valid, rounding_shift = bit(), unsigned(SHIFT_COUNT_BITS)

    product_of = instance("u_multiply", multiply, dict(a=dividend.total, b=factor, y=product),
                          a_bits=width, b_bits=FACTOR_BITS)
    _, with_product = delay_line("u_to_product", (dividend.in_valid, dividend.shift), after,
                                 into=(product_valid, rounding_shift))
    narrow = instance("u_round_shift", rounding.round_shift, dict(
        in_valid=product_valid, x=product, n=rounding_shift, out_valid=u.we, y=u.value),
        width=width + FACTOR_BITS, out_bits=U_BITS)

    @always_comb
    def find_end():
        u.commit.next = u.we and (u.index == last_index)

    @always_seq(clk.posedge, reset=rst)
    def count():
        if u.commit:
            u.index.next = 0
        elif u.we:
            u.index.next = u.index + 1

    return extension, product_of, with_product, narrow, find_end, count
