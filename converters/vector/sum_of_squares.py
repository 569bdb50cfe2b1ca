"""The exact sum of squares of a vector, with the norm's eps."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, Part, bit, clocked, instance, module, signed, unsigned, widen, wire
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.vector_wires import ElementsInOrder, SumOfSquares
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.partial_product import partial_product
from llama2_rtl.converters.kernels.per_vector import per_vector, vector_delayed, vector_to
from llama2_rtl.converters.kernels.weighted_sum import weighted_sum

LATENCY = 4
HALF_WORD = 16
SQUARE_BITS = 64


def sum_bits(dim):
    """Bits that hold the sum of `dim` squares of int32 and eps."""
    return SQUARE_BITS + (dim - 1).bit_length()


def ports(dim, eps_int, vectors=1):
    return clocked(in_x=In(ElementsInOrder(ends=True, vectors=vectors)), out=Out(SumOfSquares(sum_bits(dim), vectors)))


@module(ports, suffix=lambda eps_int, **_: "" if eps_int else "without_eps")
def sum_of_squares(clk, rst, in_x, out, *, dim, eps_int, vectors=1):
    """`total` = eps_int + sum of x * x, unsigned. `out_valid` pulses 4 cycles after the element with
    `in_last`; `total` stays up to the next pulse. Takes one element per cycle: a
    register, three products of halves, their sum, the accumulator, one of each of `vectors` vectors.
    """
    sum_width = sum_bits(dim)
    low_low, low_high, high_high = signed(33), signed(32), signed(32)
    own = wire(signed(2 * HALF_WORD), "own")
    low, high = Part(own, HALF_WORD, 0), Part(own, 2 * HALF_WORD, HALF_WORD)
    units = [instance("u_low_low", partial_product, dict(a=low, b=low, y=low_low),
                      a_bits=HALF_WORD, a_signed=False, b_bits=HALF_WORD, b_signed=False),
             instance("u_low_high", partial_product, dict(a=low, b=high, y=low_high),
                      a_bits=HALF_WORD, a_signed=False, b_bits=HALF_WORD, b_signed=True),
             instance("u_high_high", partial_product, dict(a=high, b=high, y=high_high),
                      a_bits=HALF_WORD, a_signed=True, b_bits=HALF_WORD, b_signed=True)]
    outer, square = unsigned(SQUARE_BITS), unsigned(SQUARE_BITS)
    units.append(instance("u_square", weighted_sum, dict(low=outer, high=low_high, y=square),
                          low_bits=SQUARE_BITS, high_bits=32, weight=HALF_WORD + 1, out_bits=SQUARE_BITS))
    square_last, square_there = bit(), bit()
    _, to_square = delay_line("u_tag", (in_x.last, in_x.valid), 3, into=(square_last, square_there))
    square_wide, grown = (wire(unsigned(sum_width), name) for name in ("square_wide", "grown"))
    vector, vector_beside = vector_delayed("u_vector", vector_of(in_x), LATENCY - 1)
    so_far = per_vector(unsigned(sum_width, eps_int), vectors, vector)
    to_out = vector_to("u_out_vector", vector, vector_of(out), 1)

    @always_comb
    def pack():
        outer.next = concat(high_high, low_low[32:])

    @always_comb
    def add():
        grown.next = so_far + square_wide

    @always_seq(clk.posedge, reset=rst)
    def accumulate():
        own.next = in_x.value
        out.valid.next = square_there and square_last
        if square_there:
            so_far.next = grown
            if square_last:
                so_far.next = intbv(eps_int)[sum_width:]
                out.total.next = grown

    return units, to_square, vector_beside, to_out, widen(square, square_wide), pack, add, accumulate
