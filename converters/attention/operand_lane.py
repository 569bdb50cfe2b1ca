"""One lane's operands of an attention beat."""

from myhdl import always_seq

from converters.attention.formats import MANTISSA_BITS, PROBABILITY_BITS
from converters.hdl import bit, clock, module, reset, signed, unsigned, widen


def ports(k_bits, v_bits):
    return dict(clk=clock(), rst=reset(), load=bit(), value=bit(), empty=bit(),
                key=signed(k_bits), query=signed(MANTISSA_BITS),
                value_element=signed(v_bits), probability=unsigned(PROBABILITY_BITS),
                a=signed(MANTISSA_BITS), b=signed(MANTISSA_BITS))


@module(ports)
def operand_lane(clk, rst, load, value, empty, key, query, value_element, probability, a, b, *, k_bits,
                 v_bits):
    """On `load`: `a` = key, `b` = query, or in a `value` beat value and probability. Latency 1 cycle.

    `empty`: the query has no element here, `b` is zero.
    """
    wide_key, wide_value, wide_probability = (
        signed(MANTISSA_BITS), signed(MANTISSA_BITS), signed(MANTISSA_BITS))
    extensions = widen(key, wide_key), widen(value_element, wide_value), widen(probability, wide_probability)

    @always_seq(clk.posedge, reset=rst)
    def select():
        if load and value:
            a.next = wide_value
            b.next = wide_probability
        elif load:
            a.next = wide_key
            if empty:
                b.next = 0
            else:
                b.next = query

    return extensions, select
