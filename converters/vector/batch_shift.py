"""The shift of each vector of a batch."""

from myhdl import always_seq, concat

from llama2_rtl.converters.hdl import In, Open, Out, clocked, clog2, element, instance, module, unsigned
from llama2_rtl.converters.interfaces.matrix import VectorShift
from llama2_rtl.converters.interfaces.vector_wires import QuantizerShift, UpperBits
from llama2_rtl.converters.kernels.delay import delay_line
from llama2_rtl.converters.kernels.per_vector import at, per_vector
from llama2_rtl.converters.vector.formats import SHIFT_BITS, SHIFT_HIGH_BITS, U_BITS
from llama2_rtl.converters.vector.vector_shift import LATENCY as SHIFT_LATENCY
from llama2_rtl.converters.vector.vector_shift import vector_shift

LATENCY = SHIFT_LATENCY + 1
"""Cycles from a vector's `commit` until its shift can be read."""


def ports(bits, vectors):
    return clocked(elements=In(UpperBits(U_BITS + 1 - bits, vectors)),
                   quantized=In(unsigned(clog2(vectors)), "the vector that is quantised"), shift=Out(QuantizerShift()),
                   read=Out(VectorShift(vectors)))


@module(ports, suffix="{bits}")
def batch_shift(clk, rst, elements, quantized, shift, read, *, bits, vectors):
    """Keeps the shift of the last elements of each of two vectors or more, `vector_shift`, for two readers: `shift`
    follows `quantized` by two cycles, `shift_high` by one; who reads through `read` has it at once."""
    new_shift = unsigned(SHIFT_BITS)
    find = instance("u_vector_shift", vector_shift, dict(
        elements=elements, shift_high=Open(SHIFT_HIGH_BITS), shift=new_shift), bits=bits, vectors=vectors)
    (found, found_vector), beside = delay_line("u_found", (elements.commit, elements.vector), SHIFT_LATENCY)
    kept = per_vector(unsigned(SHIFT_BITS), vectors, found_vector)
    chosen, low, low_bits = unsigned(SHIFT_BITS), unsigned(SHIFT_BITS - SHIFT_HIGH_BITS), SHIFT_BITS - SHIFT_HIGH_BITS

    @always_seq(clk.posedge, reset=rst)
    def keep():
        if found:
            kept.next = new_shift
        shift.high.next = chosen[SHIFT_BITS:low_bits]
        low.next = chosen[low_bits:]
        shift.value.next = concat(shift.high, low)

    return find, beside, keep, element(at(kept, quantized), chosen), element(at(kept, read.vector), read.value)
