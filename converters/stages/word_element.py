"""One element of a KV cache word that is being put together."""

from myhdl import always_comb, always_seq

from converters.attention.formats import MANTISSA_BITS
from converters.hdl import bit, clock, clog2, module, reset, signed, unsigned


def ports(elements, k_bits, v_bits):
    return dict(clk=clock(), rst=reset(), number=unsigned(clog2(elements)),
                we=bit(), place=unsigned(clog2(elements)), mantissa=signed(MANTISSA_BITS),
                key=unsigned(k_bits), value=unsigned(v_bits))


@module(ports)
def word_element(clk, rst, number, we, place, mantissa, key, value, *, elements, k_bits, v_bits):
    """Keeps the mantissa written to `place` `number`, read as a `key` or as a `value`; place 0 begins a new
    word, in which this element is zero until it is written."""
    kept_bits = max(k_bits, v_bits)
    kept = unsigned(kept_bits)

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if we:
            if place == number:
                kept.next = mantissa[kept_bits:]
            elif place == 0:
                kept.next = 0

    @always_comb
    def read():
        key.next = kept[k_bits:]
        value.next = kept[v_bits:]

    return keep, read
