"""The exact sum of squares of a vector whose elements come side by side, with the norm's eps."""

from llama2_rtl.converters.hdl import In, Open, Out, bit, clocked, instance, module, part, unsigned, wire
from llama2_rtl.converters.interfaces.vector_wires import ElementsInOrder, SumOfSquares
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.unsigned_adder import unsigned_adder
from llama2_rtl.converters.vector.formats import U_BITS
from llama2_rtl.converters.vector.sum_of_squares import sum_bits, sum_of_squares


def levels(tail):
    """Cycles from the sums of each of the elements to that of all."""
    return tail.bit_length() - 1


def ports(dim, eps_int, tail, vectors=1):
    return clocked(in_x=In(ElementsInOrder(ends=True, vectors=vectors, tail=tail)),
                   out=Out(SumOfSquares(sum_bits(dim), vectors)))


@module(ports)
def squares_side_by_side(clk, rst, in_x, out, *, dim, eps_int, tail, vectors=1):
    """As `sum_of_squares`, of one vector, with `tail` elements in a cycle, a power of two from 2 on, and as many sums;
    `levels(tail)` cycles later."""
    width = sum_bits(dim)
    terms = [wire(unsigned(width), f"total_{i}") for i in range(tail)]
    there = bit()
    units = [instance(f"u_sum_of_squares_{i}", sum_of_squares, dict(
        in_valid=in_x.valid, in_last=in_x.last, x=part(in_x.value, i, U_BITS), out_valid=Open(1) if i else there,
        total=term), dim=dim, eps_int=0 if i else eps_int) for i, term in enumerate(terms)]
    for level in range(levels(tail)):
        sums = [out.total] if len(terms) == 2 else [
            wire(unsigned(width), f"sum_{level}_{i}") for i in range(len(terms) // 2)]
        units += [instance(f"u_add_{level}_{i}", unsigned_adder, dict(a=terms[2 * i], b=terms[2 * i + 1], total=total),
                           width=width) for i, total in enumerate(sums)]
        terms = sums
    return units, delayed("u_valid", there, out.valid, levels(tail))
