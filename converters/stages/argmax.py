"""The greedy token: the row of the largest logit."""

from myhdl import always_seq

from converters.hdl import In, Out, bit, clock, module, reset, signed, unsigned
from converters.interfaces.kernels_wires import MarkedSamples, Samples
from golden.number_formats import Q16_16

LATENCY = 2


def ports(row_bits):
    return dict(clk=In(clock()), rst=In(reset()),
                in_y=In(MarkedSamples(row=unsigned(row_bits), last=bit(), value=signed(Q16_16.bits))),
                out_row=Out(Samples(value=unsigned(row_bits))))


@module(ports)
def argmax(clk, rst, in_y, out_row, *, row_bits):
    """`out_valid` pulses LATENCY cycles after the last of a stream of values, with `row` that of the largest, the first
    of equals. Throughput 1; the next stream may follow at once."""
    best = signed(Q16_16.bits)
    any_seen, larger, ended, present_row = bit(), bit(), bit(), unsigned(row_bits)

    @always_seq(clk.posedge, reset=rst)
    def compare():
        larger.next = 0
        if in_y.valid:
            any_seen.next = not in_y.last
            if not any_seen or (in_y.value > best):
                best.next = in_y.value
                larger.next = 1

    # A cycle later: the comparison is the critical path already.
    @always_seq(clk.posedge, reset=rst)
    def note():
        ended.next = in_y.valid and in_y.last
        present_row.next = in_y.row
        out_row.valid.next = ended
        if larger:
            out_row.value.next = present_row

    return compare, note
