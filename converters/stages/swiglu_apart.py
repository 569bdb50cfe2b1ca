"""SwiGLU of W1 and W3 that come one after the other."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import (
    In,
    Out,
    bit,
    clocked,
    clog2,
    instance,
    join,
    module,
    part,
    side_by_side,
    signed,
    unsigned,
)
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples
from llama2_rtl.converters.interfaces.memory import MemoryRead, MemoryWrite
from llama2_rtl.converters.interfaces.of_vector import fresh_vector, vector_of
from llama2_rtl.converters.interfaces.vector import VectorElements
from llama2_rtl.converters.kernels.delay import delayed
from llama2_rtl.converters.kernels.per_vector import for_last, per_vector, vector_to
from llama2_rtl.converters.memory.ram import ram
from llama2_rtl.converters.stages import swiglu_pair as pairing
from llama2_rtl.converters.stages.swiglu_pair import swiglu_pair
from llama2_rtl.golden.number_formats import Q16_16

READ = 1
"""Cycles of a read of the gates."""

LATENCY = READ + pairing.LATENCY
"""Cycles from the up rows to their elements of the hidden vector."""


def ports(hidden_dim, tail=1, vectors=1):
    return clocked(in_y=In(MarkedSamples(last=bit(), value=signed(tail * Q16_16.bits), **fresh_vector(vectors))),
                   u=Out(VectorElements(clog2(hidden_dim // tail), vectors, tail)))


@module(ports)
def swiglu_apart(clk, rst, in_y, u, *, hidden_dim, tail=1, vectors=1):
    """As `swiglu`, with all rows of the gate before those of up, `tail` of them in a cycle, a divisor of `hidden_dim`,
    at any distance. The gates are kept, and read LATENCY cycles before their elements leave. Of several vectors a row
    comes for each, in the order of the vectors."""
    bits, width, depth = Q16_16.bits, tail * Q16_16.bits, hidden_dim // tail
    last_row, vector = depth - 1, vector_of(in_y)
    row, is_up = (per_vector(register, vectors, vector) for register in (unsigned(clog2(depth)), bit()))
    place, numbering = row, ()
    if vectors > 1:
        place = unsigned(clog2(depth) + clog2(vectors))
        depth = vectors << clog2(depth)

        @always_comb
        def number():
            place.next = concat(vector, row)

        numbering = number
    rows, up, gates, pairs = (unsigned(size) for size in (width, width, width, 2 * width))
    gate_valid, up_valid, up_last, pair_valid = (bit() for _ in range(4))
    memory = instance("u_gates", ram, dict(
        write=MemoryWrite(clog2(depth), width).with_wires(we=gate_valid, waddr=place, wdata=rows),
        read=MemoryRead(clog2(depth), width).with_wires(raddr=place, rdata=gates)), width=width, depth=depth)

    @always_comb
    def sort():
        rows.next = in_y.value[width:]
        gate_valid.next = in_y.valid and not is_up
        up_valid.next = in_y.valid and is_up
        up_last.next = in_y.valid and is_up and in_y.last

    beside = (delayed("u_to_up", rows, up, READ), delayed("u_to_pair", up_valid, pair_valid, READ),
              delayed("u_to_end", up_last, u.commit, LATENCY),
              vector_to("u_to_u", vector_of(in_y), vector_of(u), LATENCY))
    together = [join(part(vector, row, bits), part(pairs, 2 * row + which, bits))
                for row in range(tail) for which, vector in enumerate((gates, up))]
    activation = side_by_side("u_swiglu_pair", swiglu_pair, tail, dict(
        in_valid=pair_valid, y=pairs, out_valid=u.we, u=u.value))
    row_end, row_beside = for_last(u.we, vectors, vector_of(u))
    hidden_end, hidden_beside = for_last(u.commit, vectors, vector_of(u))

    @always_seq(clk.posedge, reset=rst)
    def count():
        if in_y.valid:
            if row == last_row:
                row.next = 0
                is_up.next = not is_up
            else:
                row.next = row + 1
        if hidden_end:
            u.index.next = 0
        elif row_end:
            u.index.next = u.index + 1

    return numbering, memory, sort, beside, together, activation, row_beside, hidden_beside, count
