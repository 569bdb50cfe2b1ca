"""How many of a device's multipliers a core takes, counted in its Verilog."""

import re
from collections import Counter
from functools import cache
from math import ceil

from llama2_rtl.converters.tops.llama2_rtl_axi import llama2_rtl_axi
from llama2_rtl.hierarchy import instances_of

PRODUCTS, BLOCK_SCALES, TAIL = "products", "block_scales", "tail"
"""What a multiplier is for: a lane's product; the scales and zero points of blocks; all else, most of which is what
follows a row's sum."""

ARRAY, BLOCKS = "u_multiply_accumulate", "u_rows_in_blocks"
"""The instances below which the first two lie; the second lies in the first."""

_COMMENT = re.compile(r"//.*")
_PRODUCT = re.compile(r"=.*?\b([A-Za-z_]\w*) \* ([A-Za-z_]\w*)\b")
_DECLARED = re.compile(r"\b(?:reg|wire)( signed)?(?: \[(\d+):0\])? (\w+)")


@cache
def dsps_over_axi(geometry):
    """Use -> multipliers of the shape `geometry.multiplier` in the core of a Geometry with a memory beside it."""
    return count_dsps(llama2_rtl_axi, geometry)


def count_dsps(top, geometry):
    """Use, one of PRODUCTS, BLOCK_SCALES and TAIL, -> multipliers in a top of a Geometry: of each product of two wires
    as many as its factors need. A product with a constant takes none; it becomes additions."""
    needed, uses = {}, Counter({PRODUCTS: 0, BLOCK_SCALES: 0, TAIL: 0})
    for instance in instances_of(top, dict(geometry=geometry)):
        name = instance.module.verilog_name
        if name not in needed:
            needed[name] = sum(_dsps_of(*bits, geometry.multiplier) for bits in products(instance.module.text))
        use = BLOCK_SCALES if BLOCKS in instance.path else PRODUCTS if ARRAY in instance.path else TAIL
        uses[use] += needed[name]
    return dict(uses)


def products(verilog):
    """[(bits, bits)] of the factors of every product of two wires in the text of a module, with a sign each."""
    text = _COMMENT.sub("", verilog)
    widths = {name: int(high or 0) + 1 + (not signed) for signed, high, name in _DECLARED.findall(text)}
    return [(widths[a], widths[b]) for a, b in _PRODUCT.findall(text)]


def _dsps_of(one, other, shape):
    """Multipliers of a shape that make a product of signed factors of so many bits: the further parts of a factor that
    is wider than theirs have no sign."""
    def parts(bits, widest):
        return max(1, ceil((bits - 1) / (widest - 1)))

    return min(parts(one, shape.a_bits) * parts(other, shape.b_bits),
               parts(other, shape.a_bits) * parts(one, shape.b_bits))
