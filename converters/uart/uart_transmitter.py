"""Bytes onto a serial line: 8 data bits, low bit first, no parity, one stop bit (8N1)."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, clog2, module, unsigned
from llama2_rtl.converters.interfaces.stream import Stream

FRAME_BITS = 10


def ports(cycles_per_bit):
    return clocked(s=In(Stream(8), "the bytes to send"), txd=Out(bit(), "the line, which rests high"))


@module(ports)
def uart_transmitter(clk, rst, s, txd, *, cycles_per_bit):
    """The start bit begins in the cycle after a byte was taken; bytes that wait follow each other without a gap."""
    last_phase = cycles_per_bit - 1
    phase, bits_left = unsigned(clog2(cycles_per_bit)), unsigned(4)
    pulled_data, pulled_low, at_bit_end = unsigned(8), unsigned(FRAME_BITS), bit()

    # The inverse of the line's bits, the next one lowest: zero is a line at rest.
    @always_comb
    def drive():
        pulled_data.next = ~s.data
        txd.next = not pulled_low[0]
        at_bit_end.next = phase == last_phase

    @always_comb
    def offer():
        s.ready.next = (bits_left == 0) or ((bits_left == 1) and at_bit_end)

    @always_seq(clk.posedge, reset=rst)
    def send():
        if s.valid and s.ready:
            pulled_low.next = concat(intbv(0)[1:], pulled_data, intbv(1)[1:])
            bits_left.next = FRAME_BITS
            phase.next = 0
        elif bits_left != 0:
            if at_bit_end:
                phase.next = 0
                pulled_low.next = pulled_low >> 1
                bits_left.next = bits_left - 1
            else:
                phase.next = phase + 1

    return drive, offer, send
