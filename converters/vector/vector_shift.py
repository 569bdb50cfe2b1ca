"""The shift that brings a vector into the activation width, from the OR of its elements' magnitudes."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import (
    In,
    Out,
    Part,
    any_of,
    bit,
    clocked,
    join,
    module,
    part,
    side_by_side,
    unsigned,
    wire,
)
from llama2_rtl.converters.interfaces.of_vector import vector_of
from llama2_rtl.converters.interfaces.vector_wires import QuantizerShift, UpperBits
from llama2_rtl.converters.kernels.per_vector import at, per_vector, vector_delayed
from llama2_rtl.converters.vector.formats import SHIFT_BITS, SHIFT_HIGH_BITS, U_BITS

LATENCY = 3
"""Cycles from `commit` to `shift`."""


def upper_bits(elements, bits, tail):
    """`(u_high, blocks)`: the upper bits that decide on the shift, of a wire of `tail` elements."""
    if tail == 1:
        return Part(elements, U_BITS, bits - 1), ()
    width = U_BITS + 1 - bits
    u_high = wire(unsigned(tail * width), f"u_high_of_{bits}")
    return u_high, [join(Part(elements, (i + 1) * U_BITS, i * U_BITS + bits - 1), part(u_high, i, width))
                    for i in range(tail)]


def magnitude_ports(width):
    return dict(u_high=In(unsigned(width + 1), "the upper bits"), high=Out(unsigned(width), "ones' complement of u"))


@module(magnitude_ports, suffix="{width}")
def upper_magnitude(u_high, high, *, width):
    """`high` = the upper bits below the sign, inverted where that is set. Combinational."""
    @always_comb
    def invert():
        if u_high[width]:
            high.next = ~u_high[width:]
        else:
            high.next = u_high[width:]

    return invert


def ports(bits, vectors=1, tail=1):
    return clocked(elements=In(UpperBits(tail * (U_BITS + 1 - bits), vectors)), shift=Out(QuantizerShift()))


@module(ports, suffix="{bits}")
def vector_shift(clk, rst, elements, shift, *, bits, vectors=1, tail=1):
    """`shift` = max(0, msb(OR of ones(u)) - (bits - 2)) of the elements written up to `commit`, 3 cycles
    after it; `shift_high`, its two upper bits, comes a cycle earlier. `u_high` is u[31:bits-1], the only bits that
    decide. The next vector may begin one cycle after `commit`. Of several vectors, whose elements come in any order,
    `shift` is that of the last one to be committed: see `shift_store`. With a `tail` of several elements `u_high` has
    the bits of each side by side.
    """
    high_bits = U_BITS - bits
    high, complete = unsigned(high_bits), bit()
    vector = vector_of(elements)
    gathered = per_vector(unsigned(high_bits), vectors, vector)
    gathering = per_vector(bit(), vectors, vector)
    committed, beside = vector_delayed("u_vector", vector, 1)
    whole = at(gathered, committed)

    if tail == 1:
        @always_comb
        def magnitude():
            if elements.u_high[high_bits]:
                high.next = ~elements.u_high[high_bits:]
            else:
                high.next = elements.u_high[high_bits:]
    else:
        highs = unsigned(tail * high_bits)
        magnitude = any_of(highs, high), side_by_side("u_upper_magnitude", upper_magnitude, tail, dict(
            u_high=elements.u_high, high=highs), width=high_bits)

    @always_seq(clk.posedge, reset=rst)
    def gather():
        complete.next = elements.commit
        if elements.we:
            gathering.next = not elements.commit
            if gathering:
                gathered.next = gathered | high
            else:
                gathered.next = high

    # The shift is the index of the highest one here; the one at the bottom stands for no shift.
    marks, octet, position = unsigned(32), unsigned(8), unsigned(SHIFT_BITS - SHIFT_HIGH_BITS)

    @always_comb
    def mark():
        marks.next = concat(intbv(0)[bits - 1:], whole, intbv(1)[1:])

    @always_seq(clk.posedge, reset=rst)
    def choose_octet():
        if complete:
            if marks[32:24] != 0:
                shift.high.next = 3
                octet.next = marks[32:24]
            elif marks[24:16] != 0:
                shift.high.next = 2
                octet.next = marks[24:16]
            elif marks[16:8] != 0:
                shift.high.next = 1
                octet.next = marks[16:8]
            else:
                shift.high.next = 0
                octet.next = marks[8:]

    @always_comb
    def find():
        if octet[7]:
            position.next = 7
        elif octet[6]:
            position.next = 6
        elif octet[5]:
            position.next = 5
        elif octet[4]:
            position.next = 4
        elif octet[3]:
            position.next = 3
        elif octet[2]:
            position.next = 2
        elif octet[1]:
            position.next = 1
        else:
            position.next = 0

    @always_seq(clk.posedge, reset=rst)
    def register():
        shift.value.next = concat(shift.high, position)

    return beside, magnitude, gather, mark, choose_octet, find, register
