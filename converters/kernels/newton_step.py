"""One step from a table's seed along its slope: the end of the reciprocal and of the reciprocal square root."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned, widen
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.golden.number_formats import RECIPROCAL_MANTISSA
from llama2_rtl.golden.tables import NEWTON_SEED_BITS

LATENCY = 3

RESULT_BITS = RECIPROCAL_MANTISSA.bits


def ports(slope_width, distance_bits, scale):
    return clocked(in_distance=In(Samples(value=signed(distance_bits))),
                   entry=In(unsigned(NEWTON_SEED_BITS + slope_width), "a cycle later: slope, seed"),
                   out_y=Out(Samples(value=unsigned(RESULT_BITS))))


@module(ports, suffix="{slope_width}x{distance_bits}")
def newton_step(clk, rst, in_distance, entry, out_y, *, slope_width, distance_bits, scale):
    """y = (seed * 2^scale - slope * distance) with 16 fraction bits, at most 65535; entry = {slope, seed}, the seed
    with 20 fraction bits, a cycle later than `distance`. Latency 3 cycles from `distance`, throughput 1: one until the
    entry is there, product, difference.
    """
    end, down = NEWTON_SEED_BITS + slope_width, scale + NEWTON_SEED_BITS - RESULT_BITS
    largest, end_of_result = (1 << RESULT_BITS) - 1, NEWTON_SEED_BITS + scale + 2
    valid_1, valid_2, seed, slope = bit(), bit(), unsigned(NEWTON_SEED_BITS), signed(slope_width + 1)
    distance_1, product = signed(distance_bits), signed(slope_width + 1 + distance_bits)
    seed_scaled = unsigned(NEWTON_SEED_BITS + scale)
    minuend, subtrahend, total, result = (signed(NEWTON_SEED_BITS + scale + 2) for _ in range(4))
    extend_seed, extend_product = widen(seed_scaled, minuend), widen(product, subtrahend)

    @always_seq(clk.posedge, reset=rst)
    def take():
        valid_1.next = in_distance.valid
        distance_1.next = in_distance.value

    @always_comb
    def split():
        slope.next = concat(False, entry[end:NEWTON_SEED_BITS]).signed()

    @always_seq(clk.posedge, reset=rst)
    def multiply_slope():
        valid_2.next = valid_1
        seed.next = entry[NEWTON_SEED_BITS:]
        product.next = slope * distance_1

    @always_comb
    def subtract():
        seed_scaled.next = concat(seed, intbv(0)[scale:])
        total.next = minuend - subtrahend
        result.next = total >> down

    @always_seq(clk.posedge, reset=rst)
    def clamp():
        out_y.valid.next = valid_2
        if result[end_of_result:RESULT_BITS] != 0:
            out_y.value.next = largest
        else:
            out_y.value.next = result[RESULT_BITS:]

    return extend_seed, extend_product, take, split, multiply_slope, subtract, clamp
