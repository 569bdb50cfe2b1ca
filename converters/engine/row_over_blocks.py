"""A row's sum over its blocks, each with its scale and its zero point."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.engine.row_accumulator import row_accumulator
from llama2_rtl.converters.hdl import In, Out, bit, clocked, instance, module, resize, signed, unsigned, widen
from llama2_rtl.converters.interfaces.blocks_wires import ZeroPoint
from llama2_rtl.converters.interfaces.engine_wires import TreeSums
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.multiply import multiply, multiply_latency
from llama2_rtl.golden.weight_format import BLOCK_SCALE, ZERO_POINT

FACTOR_BITS = BLOCK_SCALE.bits + 1
"""A scale or a zero point, unsigned, with a sign for the multiplier."""


def difference_bits(dot_bits, sum_bits, narrow):
    """Bits of 16 * dot - z * sum, or of dot where no codes are narrow."""
    return max(dot_bits + ZERO_POINT.fraction, sum_bits + ZERO_POINT.bits) + 1 if narrow else dot_bits


def zero_latency(sum_bits, narrow):
    """Cycles from a block's dot product to what its scale multiplies."""
    return multiply_latency(sum_bits, FACTOR_BITS) + 1 if narrow else 0


def to_accumulator(dot_bits, sum_bits, narrow):
    """Cycles from a block's dot product to its product with the scale."""
    return zero_latency(sum_bits, narrow) + multiply_latency(difference_bits(dot_bits, sum_bits, narrow), FACTOR_BITS)


def ports(sum_bits, dot_bits, block_sum_bits, width, narrow):
    return clocked(sums=In(TreeSums(sum_bits)), scale=In(unsigned(BLOCK_SCALE.bits), "the scale of the block"),
                   zero=In(ZeroPoint(block_sum_bits, narrow)), done=In(bit(), "a block's product is there"),
                   opening=In(bit(), "with it: of the row's first block"),
                   row=Out(signed(width), "the row's sum so far"))


@module(ports, suffix="{sum_bits}")
def row_over_blocks(clk, rst, sums, scale, zero, done, opening, row, *, sum_bits, dot_bits, block_sum_bits, width,
                    narrow):
    """`row` is the sum over blocks of scale * (16 * dot - zero * block_sum) or, where zero points do not count, of
    scale * dot, dot being that of `sums` over the block. `scale` and `zero` are there in the cycle after the block's
    last sum, `done` comes `to_accumulator` cycles later. Latency 1 cycle from `done`."""
    dot, product_bits = signed(dot_bits), difference_bits(dot_bits, block_sum_bits, narrow) + FACTOR_BITS
    summing = instance("u_dot", row_accumulator, dict(sums=sums, row=dot), sum_bits=sum_bits, width=dot_bits)
    scale_factor, scaled = signed(FACTOR_BITS), signed(FACTOR_BITS)
    difference, product = signed(product_bits - FACTOR_BITS), signed(product_bits)

    @always_comb
    def extend_scale():
        scale_factor.next = concat(intbv(0)[1:], scale).signed()

    if narrow:
        zero_factor, zero_product = signed(FACTOR_BITS), signed(block_sum_bits + FACTOR_BITS)
        sixteenths, late_dot = signed(dot_bits + ZERO_POINT.fraction), signed(dot_bits)
        wide_dot, wide_sixteenths, wide_zero_product = (signed(product_bits - FACTOR_BITS) for _ in range(3))
        fraction = ZERO_POINT.fraction
        wait = multiply_latency(block_sum_bits, FACTOR_BITS)

        @always_comb
        def extend_zero():
            zero_factor.next = concat(intbv(0)[1:], zero.value).signed()
            sixteenths.next = concat(late_dot, intbv(0)[fraction:]).signed()

        @always_seq(clk.posedge, reset=rst)
        def subtract():
            if zero.counts:
                difference.next = wide_sixteenths - wide_zero_product
            else:
                difference.next = wide_dot

        scaling = (extend_zero, subtract, widen(late_dot, wide_dot), widen(sixteenths, wide_sixteenths),
                   resize(zero_product, wide_zero_product), delayed("u_late_dot", dot, late_dot, wait),
                   delayed("u_late_scale", scale_factor, scaled, wait + 1),
                   instance("u_zero", multiply, dict(a=zero.block_sum, b=zero_factor, y=zero_product),
                            a_bits=block_sum_bits, b_bits=FACTOR_BITS))
    else:
        scaling = widen(dot, difference), widen(scale_factor, scaled)
    scaler = instance("u_scale", multiply, dict(a=difference, b=scaled, y=product),
                      a_bits=product_bits - FACTOR_BITS, b_bits=FACTOR_BITS)
    accumulate = instance("u_row", row_accumulator, dict(
        sums=TreeSums(product_bits).with_wires(en=done, first=opening, total=product), row=row),
        sum_bits=product_bits, width=width)
    return extend_scale, summing, scaling, scaler, accumulate
