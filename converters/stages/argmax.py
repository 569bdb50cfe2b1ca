"""The greedy token: the row of the largest logit."""

from myhdl import always_seq

from converters.hdl import bit, clock, module, reset, signed, unsigned

LATENCY = 2


def ports(row_bits):
    return dict(clk=clock(), rst=reset(), in_valid=bit(), in_row=unsigned(row_bits), in_last=bit(), y=signed(32),
                out_valid=bit(), row=unsigned(row_bits))


@module(ports)
def argmax(clk, rst, in_valid, in_row, in_last, y, out_valid, row, *, row_bits):
    """`out_valid` pulses LATENCY cycles after the last of a stream of values, with `row` that of the largest, the first
    of equals."""
    best = signed(32)
    any_seen, larger, ended, present_row = bit(), bit(), bit(), unsigned(row_bits)

    @always_seq(clk.posedge, reset=rst)
    def compare():
        larger.next = 0
        if in_valid:
            any_seen.next = not in_last
            if not any_seen or (y > best):
                best.next = y
                larger.next = 1

    # A cycle later: enough hangs on the comparison.
    @always_seq(clk.posedge, reset=rst)
    def note():
        ended.next = in_valid and in_last
        present_row.next = in_row
        out_valid.next = ended
        if larger:
            row.next = present_row

    return compare, note
