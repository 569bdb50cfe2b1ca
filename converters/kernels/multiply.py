"""A signed multiplication of any width out of 18 x 18 multipliers and one addition per cycle."""

from llama2_rtl.converters.hdl import In, Out, Part, clocked, instance, module, signed, wire
from llama2_rtl.converters.hdl.private import shape_of
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.partial_product import partial_product, product_bits
from llama2_rtl.converters.kernels.weighted_sum import weighted_sum

LIMB = 17
"""Bits of an unsigned limb; the top limb is signed and may have one bit more."""


def _limbs(bits):
    """Low bit, width and signedness of every limb of a signed word."""
    count = max(1, -(-(bits - 1) // LIMB))
    top = (count - 1) * LIMB
    return [(low, LIMB, False) for low in range(0, top, LIMB)] + [(top, bits - top, True)]


def multiply_latency(a_bits, b_bits):
    """Cycles from the factors to the product: one for the partial products, one per level of additions."""
    return 1 + (len(_limbs(a_bits)) * len(_limbs(b_bits)) - 1).bit_length()


def ports(a_bits, b_bits):
    return clocked(a=In(signed(a_bits), "a factor"), b=In(signed(b_bits), "a factor"),
                   y=Out(signed(a_bits + b_bits), "the product"))


@module(ports, suffix="{a_bits}x{b_bits}")
def multiply(clk, rst, a, b, y, *, a_bits, b_bits):
    """y = a * b. Latency `multiply_latency`: 1 cycle up to 18 x 18, 2 for 35 x 18, 3 for 35 x 35; throughput 1."""
    units, terms = [], []
    products = [(i + j, x, z) for i, x in enumerate(_limbs(a_bits)) for j, z in enumerate(_limbs(b_bits))]
    for number, (_, (a_low, a_wide, a_sign), (b_low, b_wide, b_sign)) in enumerate(sorted(products)):
        out = y if len(products) == 1 else wire(
            signed(product_bits(a_wide, a_sign, b_wide, b_sign)), f"product_{number}")
        units.append(instance(f"u_product_{number}", partial_product, dict(
            a=Part(a, a_low + a_wide, a_low), b=Part(b, b_low + b_wide, b_low), y=out),
            a_bits=a_wide, a_signed=a_sign, b_bits=b_wide, b_signed=b_sign))
        terms.append((a_low + b_low, out))
    level = 0
    while len(terms) > 1:
        terms, added = _add_pairs(terms, level, y)
        units += added
        level += 1
    return units


def _add_pairs(terms, level, y):
    """Half as many terms, one cycle later; the last two terms make `y`."""
    sums, units = [], []
    if len(terms) % 2:
        weight, odd = terms.pop()
        kept = wire(signed(_width(odd)), f"kept_{level}")
        units.append(delayed(f"u_kept_{level}", odd, kept, 1))
        sums.append((weight, kept))
    pairs = zip(terms[0::2], terms[1::2], strict=True)
    for number, ((low_weight, low), (high_weight, high)) in enumerate(pairs):
        weight = high_weight - low_weight
        final = len(terms) == 2 and not sums
        bits = min(_width(y) - low_weight, max(_width(low), _width(high) + weight) + 1)
        out = y if final else wire(signed(bits), f"sum_{level}_{number}")
        units.append(instance(f"u_sum_{level}_{number}", weighted_sum, dict(
            low=low, high=high, y=out), low_bits=_width(low), high_bits=_width(high), weight=weight, out_bits=bits))
        sums.append((low_weight, out))
    return sorted(sums, key=lambda term: term[0]), units


def _width(signal):
    return shape_of(signal)[0]
