"""The CRC-16 of a packet, a byte per cycle."""

from myhdl import always_comb, always_seq, concat, intbv

from llama2_rtl.converters.hdl import In, Out, bit, clocked, module, unsigned
from llama2_rtl.converters.interfaces.uart_wires import LineBytes
from llama2_rtl.converters.uart.protocol import CRC_BITS


def ports():
    return clocked(clear=In(bit(), "the next byte is the first one"), octet=In(LineBytes(), "the bytes"),
                   crc=Out(unsigned(CRC_BITS), "of the bytes so far"))


@module(ports)
def crc16(clk, rst, clear, octet, crc):
    """`crc` is that of the bytes since `clear`, from the cycle after the last one on: polynomial 0x1021, initially 0.
    A byte's eight steps at once: with f = (crc >> 8) ^ byte and f ^= f >> 4, crc' = (crc << 8) ^ f << 12 ^ f << 5 ^ f.
    """
    difference, folded, following = unsigned(8), unsigned(8), unsigned(CRC_BITS)

    @always_comb
    def compare():
        difference.next = crc[16:8] ^ octet.data

    @always_comb
    def fold():
        folded.next = difference ^ (difference >> 4)

    @always_comb
    def step():
        following.next = concat(crc[8:], folded) ^ concat(folded[4:], intbv(0)[12:]) ^ concat(
            intbv(0)[3:], folded, intbv(0)[5:])

    @always_seq(clk.posedge, reset=rst)
    def accumulate():
        if clear:
            crc.next = 0
        elif octet.valid:
            crc.next = following

    return compare, fold, step, accumulate
