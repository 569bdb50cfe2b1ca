"""The embedding: a token's row as elements of the residual."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.control.reset_copy import own_reset
from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, instance, module, pick, resize, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector
from llama2_rtl.converters.interfaces.stages_wires import VectorNumber
from llama2_rtl.converters.interfaces.stream import Stream
from llama2_rtl.converters.kernels.round_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.kernels.round_shift import round_shift
from llama2_rtl.golden.number_formats import DOWN, Q16_16
from llama2_rtl.golden.weight_format import INT8, SCALE_MANTISSA_BITS, STORED_SCALE_BITS

PRODUCT_BITS = INT8.code_bits + 10

LATENCY = 4 + SHIFT_LATENCY
"""Cycles from `start` to the first element, where the row's first word waits."""


def ports(columns, dim, vectors=1):
    return clocked(start=In(bit(), "take the next row"),
                   scale=In(unsigned(STORED_SCALE_BITS), "the row's scale: exponent, mantissa"),
                   of=In(VectorNumber(vectors)), s=In(Stream(INT8.code_bits * columns)),
                   load_x=Out(Samples(value=signed(Q16_16.bits), **fresh_vector(vectors))))


@module(ports)
def embedding(clk, rst, start, scale, of, s, load_x, *, columns, dim, vectors=1):
    """From `start` on a row is taken in words of `columns` codes, and leaves element by element: load_x =
    sat32(rhu((m * S) << 16, e)), m the row's mantissas, S - 256 the low byte of its `scale` and e the high one, 0 to
    63. `scale` must be there with the row's first word and stay until the last element; the next row may start when
    that has left. Likewise `of` says which of several vectors the row is. An element per cycle while words are there;
    each leaves 3 cycles and the latency of `round_shift` after it was taken.
    """
    own_rst, resetting = own_reset("u_reset")
    last_lane, last_element = columns - 1, dim - 1
    begun, taking, at_last_lane, at_end = bit(), bit(), bit(), bit()
    lane_index, element, chosen = unsigned(clog2(columns)), unsigned(clog2(dim)), unsigned(INT8.code_bits)
    choice = resize(s.data, chosen) if columns == 1 else pick(s.data, lane_index, chosen)

    @always_comb
    def decide():
        taking.next = begun and s.valid
        at_last_lane.next = lane_index == last_lane
        at_end.next = begun and s.valid and (element == last_element)

    @always_comb
    def ask():
        s.ready.next = at_end or (taking and at_last_lane)

    @always_seq(clk.posedge, reset=own_rst)
    def walk():
        if start:
            begun.next = 1
        elif at_end:
            begun.next = 0
        if s.ready:
            lane_index.next = 0
        elif taking:
            lane_index.next = lane_index + 1
        if at_end:
            element.next = 0
        elif taking:
            element.next = element + 1

    mantissa, factor = signed(INT8.code_bits), signed(10)
    product, scaled = signed(PRODUCT_BITS), Samples(value=signed(PRODUCT_BITS + Q16_16.fraction), n=unsigned(DOWN.bits))
    picked, taken, kept = bit(), bit(), unsigned(INT8.code_bits)

    @always_comb
    def append_zeros():
        scaled.value.next = concat(product, intbv(0)[Q16_16.fraction:]).signed()

    @always_seq(clk.posedge, reset=own_rst)
    def multiply():
        picked.next = taking
        kept.next = chosen
        taken.next = picked
        mantissa.next = kept.signed()
        factor.next = concat(intbv(1)[2:], scale[SCALE_MANTISSA_BITS:]).signed()
        scaled.n.next = scale[14:8]
        scaled.valid.next = taken
        product.next = mantissa * factor

    rounding = instance("u_round_shift", round_shift, dict(
        rst=own_rst, in_x=scaled, out_valid=load_x.valid, y=load_x.value),
        width=PRODUCT_BITS + Q16_16.fraction, out_bits=Q16_16.bits)

    whose = () if vectors == 1 else resize(of.vector, load_x.vector)
    return resetting, choice, decide, ask, walk, append_zeros, multiply, rounding, whose
