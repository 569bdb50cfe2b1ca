"""The greedy token: the row of the largest logit."""

from myhdl import always_comb, always_seq, concat

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, signed, unsigned
from llama2_rtl.converters.interfaces.kernels_wires import MarkedSamples, Samples
from llama2_rtl.converters.interfaces.of_vector import fresh_vector, vector_of
from llama2_rtl.converters.kernels.per_vector import at, per_vector, shown, vector_delayed, vector_to
from llama2_rtl.golden.number_formats import Q16_16

LATENCY = 2


def ports(row_bits, vectors=1):
    return clocked(in_y=In(MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(Q16_16.bits),
                                         **fresh_vector(vectors))),
                   out_row=Out(Samples(value=unsigned(row_bits), **fresh_vector(vectors))))


@module(ports)
def argmax(clk, rst, in_y, out_row, *, row_bits, vectors=1):
    """`out_valid` pulses LATENCY cycles after the last of a stream of values, with `row` that of the largest, the first
    of equals. Throughput 1; the next stream may follow at once. Of several vectors a stream of each comes, in any order
    among them."""
    vector = vector_of(in_y)
    present_vector, to_present = vector_delayed("u_present_vector", vector, 1)
    to_out = vector_to("u_out_vector", present_vector, vector_of(out_row), 1)
    best, any_seen = per_vector(unsigned(Q16_16.bits), vectors, vector), per_vector(bit(), vectors, vector)
    value, key, best_key = unsigned(Q16_16.bits), unsigned(Q16_16.bits + 1), unsigned(Q16_16.bits + 1)
    sign = Q16_16.bits - 1
    larger, ended, present_row = bit(), bit(), unsigned(row_bits)
    own_row = per_vector(out_row.value, vectors, present_vector)

    # As unsigned numbers, below which anything is that is none yet: so the comparison is all that decides.
    @always_comb
    def order():
        value.next = concat(not in_y.value[sign], in_y.value[sign:])
        key.next = concat(True, not in_y.value[sign], in_y.value[sign:])
        best_key.next = concat(any_seen, best)

    @always_seq(clk.posedge, reset=rst)
    def compare():
        larger.next = 0
        if in_y.valid:
            any_seen.next = not in_y.last
            if key > best_key:
                best.next = value
                larger.next = 1

    # A cycle later: the comparison is the critical path already.
    @always_seq(clk.posedge, reset=rst)
    def note():
        ended.next = in_y.valid and in_y.last
        present_row.next = in_y.row
        out_row.valid.next = ended
        if larger:
            own_row.next = present_row

    return to_present, to_out, order, compare, note, shown(at(own_row, vector_of(out_row)), out_row.value)
