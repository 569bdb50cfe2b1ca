"""One registered product of two limbs, small enough for one DSP multiplier."""

from myhdl import always_seq

from llama2_rtl.converters.hdl import In, Out, clocked, module, signed, unsigned, widen

LATENCY = 1


def _limb(bits, is_signed):
    return signed(bits) if is_signed else unsigned(bits)


def product_bits(a_bits, a_signed, b_bits, b_signed):
    """Bits of the signed product."""
    return a_bits + b_bits + (not a_signed and not b_signed)


def ports(a_bits, a_signed, b_bits, b_signed):
    return clocked(a=In(_limb(a_bits, a_signed), "a factor"), b=In(_limb(b_bits, b_signed), "a factor"),
                   y=Out(signed(product_bits(a_bits, a_signed, b_bits, b_signed)), "the product"))


def _name(a_bits, a_signed, b_bits, b_signed):
    return f"{'s' if a_signed else 'u'}{a_bits}x{'s' if b_signed else 'u'}{b_bits}"


@module(ports, suffix=_name)
def partial_product(clk, rst, a, b, y, *, a_bits, a_signed, b_bits, b_signed):
    """y = a * b; the factors unsigned or signed. Latency 1 cycle, throughput 1."""
    a_wide, b_wide = signed(a_bits + (not a_signed)), signed(b_bits + (not b_signed))
    extend_a, extend_b = widen(a, a_wide), widen(b, b_wide)

    @always_seq(clk.posedge, reset=rst)
    def product():
        y.next = a_wide * b_wide

    return extend_a, extend_b, product
