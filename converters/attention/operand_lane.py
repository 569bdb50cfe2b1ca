"""One lane's operands of an attention beat."""

from myhdl import always_comb, always_seq, concat

from converters.attention.formats import MANTISSA_BITS, PROBABILITY_BITS
from converters.hdl import bit, clock, instance, module, reset, signed, unsigned, widen
from converters.kernels.own_register import own_register


def ports(k_bits, v_bits):
    return dict(clk=clock(), rst=reset(), load=bit(), value=bit(), empty=bit(),
                key=signed(k_bits), query=signed(MANTISSA_BITS),
                value_element=signed(v_bits), probability=unsigned(PROBABILITY_BITS),
                a=signed(MANTISSA_BITS), b=signed(MANTISSA_BITS))


@module(ports)
def operand_lane(clk, rst, load, value, empty, key, query, value_element, probability, a, b, *, k_bits,
                 v_bits):
    """On `load`: `a` = key, `b` = query, or in a `value` beat value and probability. Latency 1 cycle.

    `empty`: the query has no element here, `b` is zero. The three flags come a cycle before the words that they tell
    about: all lanes hang on them, so each keeps its own.
    """
    flags, own = unsigned(3), unsigned(3)
    copy = instance("u_flags", own_register, dict(clk=clk, rst=rst, d=flags, q=own), width=3)
    wide_key, wide_value, wide_probability = (
        signed(MANTISSA_BITS), signed(MANTISSA_BITS), signed(MANTISSA_BITS))
    extensions = widen(key, wide_key), widen(value_element, wide_value), widen(probability, wide_probability)

    @always_comb
    def gather():
        flags.next = concat(load, value, empty)

    @always_seq(clk.posedge, reset=rst)
    def select():
        if own[2] and own[1]:
            a.next = wide_value
            b.next = wide_probability
        elif own[2]:
            a.next = wide_key
            if own[0]:
                b.next = 0
            else:
                b.next = query

    return extensions, copy, gather, select
