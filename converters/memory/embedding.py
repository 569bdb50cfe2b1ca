"""The embedding: a token's row as elements of the residual."""

from myhdl import always_comb, always_seq, concat, intbv

from converters.control.reset_copy import own_reset
from converters.hdl import bit, clock, clog2, instance, module, pick, reset, resize, signed, unsigned
from converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from converters.kernels.round_shift import round_shift
from golden.config import WEIGHT_BITS

SCALE_BITS = 16
PRODUCT_BITS = WEIGHT_BITS + 10
FRACTION = 16

LATENCY = 4 + SHIFT_LATENCY
"""Cycles from `start` to the first element, where the row's first word waits."""


def ports(lanes, dim):
    return dict(clk=clock(), rst=reset(), start=bit(), scale=unsigned(SCALE_BITS),
                s_valid=bit(), s_ready=bit(), s_data=unsigned(lanes * WEIGHT_BITS), load_valid=bit(), load_x=signed(32))


@module(ports)
def embedding(clk, rst, start, scale, s_valid, s_ready, s_data, load_valid, load_x, *, lanes, dim):
    """From `start` on a row is taken word by word, `lanes` mantissas each, and leaves element by element: load_x =
    sat32(rhu((m * S) << 16, e)), m the row's mantissas, S - 256 the low byte of its `scale` and e the high one, 0 to
    63. `scale` must be there with the row's first word and stay until the last element; the next row may start when
    that has left.
    """
    own_rst, resetting = own_reset("u_reset", clk, rst)
    last_lane, last_element = lanes - 1, dim - 1
    begun, taking, at_last_lane, at_end = bit(), bit(), bit(), bit()
    lane_index, element = unsigned(clog2(lanes)), unsigned(clog2(dim))
    chosen = unsigned(WEIGHT_BITS)
    choice = resize(s_data, chosen) if lanes == 1 else pick(s_data, lane_index, chosen)

    @always_comb
    def decide():
        taking.next = begun and s_valid
        at_last_lane.next = lane_index == last_lane
        at_end.next = begun and s_valid and (element == last_element)

    @always_comb
    def ask():
        s_ready.next = at_end or (taking and at_last_lane)

    @always_seq(clk.posedge, reset=own_rst)
    def walk():
        if start:
            begun.next = 1
        elif at_end:
            begun.next = 0
        if s_ready:
            lane_index.next = 0
        elif taking:
            lane_index.next = lane_index + 1
        if at_end:
            element.next = 0
        elif taking:
            element.next = element + 1

    mantissa, s = signed(WEIGHT_BITS), signed(10)
    exponent = unsigned(6)
    product, scaled = signed(PRODUCT_BITS), signed(PRODUCT_BITS + FRACTION)
    picked, taken, product_valid, kept = bit(), bit(), bit(), unsigned(WEIGHT_BITS)

    @always_comb
    def append_zeros():
        scaled.next = concat(product, intbv(0)[FRACTION:]).signed()

    @always_seq(clk.posedge, reset=own_rst)
    def multiply():
        picked.next = taking
        kept.next = chosen
        taken.next = picked
        mantissa.next = kept.signed()
        s.next = concat(intbv(1)[2:], scale[8:]).signed()
        exponent.next = scale[14:8]
        product_valid.next = taken
        product.next = mantissa * s

    rounding = instance("u_round_shift", round_shift, dict(
        clk=clk, rst=own_rst, in_valid=product_valid, x=scaled, n=exponent, out_valid=load_valid, y=load_x),
        width=PRODUCT_BITS + FRACTION, out_bits=32)

    return resetting, choice, decide, ask, walk, append_zeros, multiply, rounding
